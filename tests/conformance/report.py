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


def worst(exports):
    return "" if exports is None else number(max(exports.values()))


def table(results):
    rows = ["| network | opset | nodes | parameters | ours against float64 | in double | against float32 | PyTorch's float32 against float64 | batch | exports | build | run |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |"]
    for r in results:
        start = f"| {r['name']} | {r['opset']} | {r['nodes']:,} | {size(r['parameters'])} | "
        if r["message"]:
            rows.append(start + f"refused | | | | | | | |" if r["expected"] else start + "**failed** | | | | | | | |")
        else:
            mark = "" if r["passed"] else "**"
            rows.append(start + f"{mark}{number(r['against64'])}{mark} | {number(r['inDouble'])} | {number(r['against32'])} | {number(r['torch32'])} | {'open' if r['open'] else 'fixed'} | "
                                f"{worst(r['exports'])} | {r['buildSeconds']:.2f} s, {r['buildRatio']:.1f} | {r['runRatio']:.1f} |")
    return "\n".join(rows)


def messages(results):
    """The errors, once for each network."""
    found = {r["name"]: r for r in results if r["message"]}
    return "\n".join(f"- `{name}`: {r['message']}" for name, r in found.items())


def main():
    results, node = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
    parts = [f"PyTorch {torch.__version__.split('a')[0]}, torchvision {torchvision.__version__.split('a')[0]}, {platform.machine()}, CPU. "
             f"{sum(r['passed'] for r in results)} of {len(results)} files passed.\n"]
    order = ["classifiers", "transformers", "recurrent", "pictures", "forms", "others", "branches and loops"]
    for family in order:
        some = sorted((r for r in results if r["family"] == family), key=lambda r: (r["name"], r["opset"]))
        if some:
            parts.append(f"### {family.capitalize()}\n\n{table(some)}\n")
            if any(r["message"] for r in some):
                parts.append(f"What is said where nothing is worked out:\n\n{messages(some)}\n")
    largest = max(f["error"] for f in node["found"])
    names = sorted({f["name"].split(".")[0] for f in node["found"]})
    parts.append(f"### In Node.js\n\nonnxruntime-node {node['version']} on Node.js {node['node'].split('.')[0]}: {len(node['found'])} exported explanations of {', '.join(names)}, "
                 f"at 1, 3 and 8 rows; largest difference {number(largest)} of the largest attribution.\n")
    page = open(sys.argv[3]).read()
    before, rest = page.split(BEGIN)
    open(sys.argv[3], "w").write(before + BEGIN + "\n" + "\n".join(parts) + "\n" + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
