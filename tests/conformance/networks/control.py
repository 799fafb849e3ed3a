"""Networks with graphs in their graphs."""
from typing import List

import onnx
import torch
from onnx import TensorProto, helper
from torch import nn

from .registry import case

FAMILY = "branches and loops"


def vectors(n):
    return {"x": torch.randn(n, 8)}


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 4), nn.Linear(8, 4)

    def forward(self, x):
        if x.abs().sum() > 0:
            y = self.a(x)
        else:
            y = torch.tanh(self.b(x))
        if x.abs().sum() > 1e9:
            z = y * y
        else:
            z = torch.sin(self.b(x)) + y
        return z


@case("if", FAMILY, vectors, script=True)
def branch():
    return Branch()


class Repeat(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)

    def forward(self, x):
        n = int(x.shape[0] > 0) + 2
        for _ in range(n):
            x = torch.tanh(self.a(x))
        return x


@case("loop", FAMILY, vectors, script=True)
def repeat():
    return Repeat()


class Running(nn.Module):
    def forward(self, x):
        return x.cumsum(1)


def with_scan(model):
    """The graph of a running sum, by Scan."""
    state, element = (helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch"]) for n in ("state", "element"))
    outs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch"]) for n in ("next", "sum")]
    body = helper.make_graph([helper.make_node("Add", ["state", "element"], ["next"]), helper.make_node("Identity", ["next"], ["sum"])],
                             "body", [state, element], outs)
    nodes = [helper.make_node("Slice", ["x", "zero", "one", "ones"], ["first"]), helper.make_node("Squeeze", ["first", "ones"], ["column"]),
             helper.make_node("Sub", ["column", "column"], ["start"]),
             helper.make_node("Scan", ["start", "x"], ["end", "scores"], name="running", body=body, num_scan_inputs=1, scan_input_axes=[1], scan_output_axes=[1])]
    constants = [helper.make_tensor(n, TensorProto.INT64, [1], [v]) for n, v in (("zero", 0), ("one", 1), ("ones", 1))]
    graph = helper.make_graph(nodes, "scan", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 8])],
                              [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 8])], constants)
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


@case("scan", FAMILY, vectors, edit=with_scan)
def scan():
    return Running()


class Constant(nn.Module):
    """A branch whose condition is known when the network is opened."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 4)
        self.deep = True

    def forward(self, x):
        y = self.a(x)
        if x.shape[1] > 4:
            y = torch.relu(y)
        return y + y.sum(1, keepdim=True)


@case("if_known", FAMILY, vectors, script=True)
def known():
    return Constant()


class Listed(nn.Module):
    """A recurrent network by hand, its states in a list."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.last = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, x):
        state = torch.zeros_like(x[:, 0])
        states: List[torch.Tensor] = []
        for step in x.unbind(1):
            state = torch.tanh(self.a(step) + self.b(state))
            states.append(state)
        return self.last(torch.stack(states, 1)).mean(1)


@case("loop_list", FAMILY, lambda n: {"x": torch.randn(n, 6, 8)}, script=True)
def listed():
    return Listed()


class Steps(nn.Module):
    """A loop over steps that starts from zeros."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.last = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, x):
        state = torch.zeros_like(x[:, 0])
        for i in range(x.shape[1]):
            state = torch.sigmoid(self.a(x[:, i])) * state + self.b(x[:, i])
        return self.last(state)


@case("loop_steps", FAMILY, lambda n: {"x": torch.randn(n, 6, 8)}, script=True)
def steps():
    return Steps()
