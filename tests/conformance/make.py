"""Makes the networks with random weights, exports them, and has PyTorch work out their gradients in single and in double precision.

usage: make.py FOLDER [NAME...]
"""
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from kinks import margins
from networks import CASES

warnings.filterwarnings("ignore")
# The rows that are explained, and those with the largest margins, of which they are taken.
ROWS, CALM = 2, 6


def randomise(net, rows, after=None):
    """Gives every parameter a say, and normalisations statistics that are near those of the data, as in a trained network."""
    for module in net.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.track_running_stats:
            module.momentum = None
            module.reset_running_stats()
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if parameter.dim() <= 1 or name.endswith("layer_scale"):
                is_scale = parameter.numel() > 0 and float(parameter.float().mean()) > 0.5
                parameter.copy_(torch.empty_like(parameter).uniform_(0.7, 1.3) if is_scale or name.endswith("layer_scale") else parameter + 0.1 * torch.randn_like(parameter))
            elif float(parameter.std()) < 1e-3:
                parameter.normal_(0, parameter[0].numel() ** -0.5)
        if after:
            after(net)
        net.train()
        for module in net.modules():
            if isinstance(module, nn.modules.dropout._DropoutNd):
                module.eval()
        net(*rows.values())
        net.eval()
        for module in net.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.track_running_stats:
                module.running_mean += 0.2 * module.running_var.sqrt() * torch.randn_like(module.running_mean)
                module.running_var *= torch.empty_like(module.running_var).uniform_(0.7, 1.4)


def as_double(rows):
    return {name: value.double() if value.is_floating_point() else value for name, value in rows.items()}


def gradient(case, net, rows, target):
    """The gradient of each row's target with respect to what is explained."""
    rows = dict(rows)
    kept = []
    if case.embedding:
        handle = net.get_submodule(case.embedding).register_forward_hook(lambda module, inputs, output: kept.append(output.detach().requires_grad_()) or kept[0])
    else:
        name = next(name for name, value in rows.items() if value.is_floating_point())
        rows[name] = rows[name].detach().requires_grad_()
        kept.append(rows[name])
    scores = net(*rows.values())
    scores = scores[0] if isinstance(scores, tuple) else scores
    flat = scores.reshape(scores.shape[0], -1)
    target = flat.argmax(1) if target is None else target
    found, = torch.autograd.grad(flat.gather(1, target[:, None]).sum(), kept[0])
    if case.embedding:
        handle.remove()
    return found, target, scores.detach()


def one_by_one(case, net, rows, target):
    """As above, a row at a time, so that memory stays small."""
    count = len(next(iter(rows.values())))
    parts = [gradient(case, net, {k: v[i:i + 1] for k, v in rows.items()}, None if target is None else target[i:i + 1]) for i in range(count)]
    return tuple(torch.cat([p[j] for p in parts]) for j in range(3))


def pick(case, net, rows):
    """The rows whose units are farthest from kinks, with their gradients in double precision.

    Where a unit lies within rounding of a kink, float32 decides by chance on which side it is, in PyTorch as anywhere else. Of those that
    are far from any, the ones are taken in which PyTorch's own float32 is nearest to its float64.
    """
    count = len(next(iter(rows.values())))
    distance = torch.full((count,), float("inf"))
    if not case.script:
        distance = torch.cat([margins(net, part, as_double(part)) for part in ({k: v[i:i + 4] for k, v in rows.items()} for i in range(0, count, 4))])
    best = distance.argsort(descending=True)[:CALM]
    chosen = {k: v[best] for k, v in rows.items()}
    exact, target, scores = one_by_one(case, net.double(), as_double(chosen), None)
    single, _, _ = one_by_one(case, net.float(), chosen, target)
    off = (single - exact).flatten(1).abs().amax(1) / exact.flatten(1).abs().amax(1).clamp_min(1e-300)
    kept = off.argsort()[:ROWS]
    return {k: v[kept] for k, v in chosen.items()}, target[kept], scores[kept], exact[kept], single[kept], float(distance[best][kept].min())


def save(folder, name, tensor):
    """Little-endian numbers; the shape and type go to about.json."""
    array = np.ascontiguousarray(tensor.detach().numpy())
    (folder / f"{name}.bin").write_bytes(array.tobytes())
    return {"name": name, "type": str(array.dtype), "shape": list(array.shape)}


def explained(case, model, weight):
    """The value in the graph that is explained, where it is no input."""
    if not case.embedding:
        return None
    initializers = {i.name: i for i in model.graph.initializer}
    constants = {n.output[0] for n in model.graph.node if n.op_type == "Identity" and n.input[0] == weight}
    for node in model.graph.node:
        if node.op_type == "Gather" and (node.input[0] == weight and weight in initializers or node.input[0] in constants):
            return node.output[0]
    raise ValueError(f"{case.name}: no Gather of {weight}")


def export(case, net, rows, folder, opset):
    file = folder / f"opset{opset}.onnx"
    axes = {name: {0: "batch", **case.open.get(name, {})} for name in rows}
    axes["scores"] = {0: "batch"}
    if case.double:
        net, rows = net.double(), as_double(rows)
    mode = torch.onnx.TrainingMode.TRAINING if case.training else torch.onnx.TrainingMode.EVAL
    torch.onnx.export(torch.jit.script(net) if case.script else net, tuple(rows.values()), str(file), opset_version=opset, training=mode,
                      input_names=list(rows), output_names=["scores"], dynamic_axes=axes, **{"do_constant_folding": not case.training, **case.export})
    net.eval()
    model = onnx.load(str(file))
    if case.edit:
        model = case.edit(model)
        onnx.save(model, str(file))
    return {"opset": opset, "nodes": len(model.graph.node), "explained": explained(case, model, f"{case.embedding}.weight")}


def make(case, folder):
    torch.manual_seed(case.seed)
    folder.mkdir(parents=True, exist_ok=True)
    net = case.make()
    randomise(net, case.rows(8), case.after)
    net.eval()
    if case.edit and case.edit.__name__ == "to_half":
        with torch.no_grad():
            for tensor in list(net.parameters()) + [b for b in net.buffers() if b.is_floating_point()]:
                tensor.copy_(tensor.half().float())
    rows = case.rows(case.candidates)
    if case.edit and case.edit.__name__ == "to_half":
        rows = {k: v.half().float() if v.is_floating_point() else v for k, v in rows.items()}
    rows, target, scores, exact, single, margin = pick(case, net, rows)
    net.float()
    inputs = [save(folder, name, value) for name, value in rows.items()]
    about = {
        "name": case.name, "family": case.family, "parameters": sum(p.numel() for p in net.parameters()), "inputs": inputs,
        "target": save(folder, "target", target), "scores": save(folder, "scores", scores), "gradient64": save(folder, "gradient64", exact), "gradient32": save(folder, "gradient32", single),
        "single": float((single - exact).abs().max() / exact.abs().max()), "margin": None if margin == float("inf") else margin, "refused": case.refused, "tolerance": case.tolerance,
        "inNode": case.in_node,
        "files": [export(case, net, rows, folder, opset) for opset in case.opsets],
    }
    (folder / "about.json").write_text(json.dumps(about, indent=1))
    return about


def main():
    root = Path(sys.argv[1])
    wanted = sys.argv[2:]
    failed = 0
    for case in CASES:
        if wanted and case.name not in wanted or not wanted and (root / case.name / "about.json").exists():
            continue
        started = time.time()
        try:
            about = make(case, root / case.name)
            size = np.frombuffer((root / case.name / "gradient64.bin").read_bytes())
            print(f"{case.name}: {about['files'][0]['nodes']} nodes, gradient up to {abs(size).max():.2g}, margin {about['margin'] or 99:.2g}, single precision off by {about['single']:.0e}, {time.time() - started:.1f} s", flush=True)
        except Exception as e:
            failed += 1
            print(f"{case.name}: FAILED {type(e).__name__}: {str(e)[:600]}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
