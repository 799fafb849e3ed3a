"""Writes the table of results.

usage: report.py RESULTS.json NODE.json PAGE.md
"""
import json
import platform
import sys

import torch
import torchvision

BEGIN, END = "<!-- results -->\n", "<!-- end -->\n"


def size(n):
    return f"{n / 1e6:.1f} M" if n >= 1e5 else f"{n / 1e3:.1f} k" if n >= 1e3 else str(n)


def number(x):
    return "" if x is None else f"{x:.0e}".replace("e-0", "e-") if x else "0"


def largest(files, key):
    found = [f[key] for f in files if f[key] is not None]
    return number(max(found)) if found else ""


def table(results):
    """A row for each network: the worst of its files, by operator set, and the times of the better one, for times vary upwards."""
    rows = ["| network | opsets | nodes | parameters | ours against float64 | in double | against float32 | PyTorch's float32 against float64 | batch | exports | build |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |"]
    for name in dict.fromkeys(r["name"] for r in results):
        files = [r for r in results if r["name"] == name]
        start = f"| {name} | {', '.join(str(f['opset']) for f in files)} | {', '.join(str(f['nodes']) for f in files)} | {size(files[0]['parameters'])} | "
        if any(f["message"] for f in files):
            rows.append(start + ("refused" if all(f["passed"] for f in files) else "**failed**") + " | | | | | | |")
            continue
        mark = "" if all(f["passed"] for f in files) else "**"
        exports = number(max(max(f["exports"].values()) for f in files))
        rows.append(start + f"{mark}{largest(files, 'against64')}{mark} | {largest(files, 'inDouble')} | {largest(files, 'against32')} | {largest(files, 'torch32')} | "
                            f"{'open' if all(f['open'] for f in files) else 'fixed'} | {exports} | "
                            f"{min(f['buildSeconds'] for f in files):.2f} s, {min(f['buildRatio'] for f in files):.1f} |")
    return "\n".join(rows)


def messages(results):
    """The errors, once for each network."""
    found = {r["name"]: r for r in results if r["message"]}
    return "\n".join(f"- `{name}`: {r['message']}" for name, r in found.items())


def main():
    results, node = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
    parts = [f"PyTorch {torch.__version__.split('a')[0]}, torchvision {torchvision.__version__.split('a')[0]}, {platform.machine()}, CPU. "
             f"{sum(r['passed'] for r in results)} of {len(results)} files passed.\n"]
    order = ["classifiers", "transformers", "recurrent", "pictures", "forms", "others", "modern", "branches and loops"]
    for family in order:
        some = sorted((r for r in results if r["family"] == family), key=lambda r: (r["name"], r["opset"]))
        if some:
            parts.append(f"### {family.capitalize()}\n\n{table(some)}\n")
            if any(r["message"] for r in some):
                parts.append(f"What is said where nothing is worked out:\n\n{messages(some)}\n")
    names = sorted({f["name"].split(".")[0] for f in node["found"]})
    parts.append(f"### In Node.js\n\nonnxruntime-node {node['version']} on Node.js {node['node'].split('.')[0]}: {len(node['found'])} exported explanations of {', '.join(names)}, "
                 f"at 1, 3 and 8 rows; largest difference {largest(node['found'], 'error')} of the largest attribution.\n")
    page = open(sys.argv[3]).read()
    before, rest = page.split(BEGIN)
    open(sys.argv[3], "w").write(before + BEGIN + "\n" + "\n".join(parts) + "\n" + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
