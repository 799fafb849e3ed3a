"""Operators and ways of exporting that the other networks do not have."""
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
import torch.nn.functional as F

from .registry import case, images

FAMILY = "forms"


class Mixed(nn.Module):
    """Group, instance and weight normalisation, grouped and dilated convolutions, adaptive pools, pixel shuffle, einsum, interpolation."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.utils.weight_norm(nn.Conv2d(3, 16, 3, padding=1)), nn.GroupNorm(4, 16), nn.Mish())
        self.b = nn.Sequential(nn.Conv2d(16, 16, 3, padding=2, dilation=2, groups=4), nn.InstanceNorm2d(16, affine=True), nn.Hardswish())
        self.c = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.PixelShuffle(2), nn.Softplus(), nn.PixelUnshuffle(2), nn.LocalResponseNorm(3))
        self.d = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(32, 16, 3), nn.ReplicationPad2d(1))
        self.e, self.p, self.last = nn.Parameter(torch.randn(16, 3, 5)), nn.Sequential(nn.AvgPool2d(3, 2, padding=1, ceil_mode=True, count_include_pad=False), nn.PReLU(16)), nn.Linear(15 + 16, 6)

    def forward(self, image):
        x = self.a(image)
        y = F.adaptive_avg_pool2d(x, 3).mean(3)
        y = torch.einsum("nch,chk->nhk", y, self.e).flatten(1)
        z = F.adaptive_max_pool2d(x, (1, 2)).sum(3).flatten(1)
        x = x + self.b(x)
        x = self.d(self.c(x))
        x = F.interpolate(x, size=(10, 14), mode="bilinear", align_corners=False)
        x = F.interpolate(x, scale_factor=1.5, mode="nearest")
        return self.last(torch.cat([F.normalize(y, dim=1), torch.logsumexp(self.p(x), (2, 3)) - z], 1))


@case("mixed", FAMILY, images(24))
def mixed():
    return Mixed()


@case("mixed_not_folded", FAMILY, images(24), export=dict(do_constant_folding=False))
def mixed_not_folded():
    return Mixed()


@case("mixed_weights_as_inputs", FAMILY, images(24), export=dict(keep_initializers_as_inputs=True))
def mixed_weights_as_inputs():
    return Mixed()


class Dropped(nn.Module):
    """Exported as it is trained, with Dropout in it."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Dropout(0.0), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3), nn.Dropout(0.0),
                                 nn.SELU(), nn.Flatten(), nn.Linear(8 * 10 * 10, 5), nn.LogSoftmax(1))

    def forward(self, image):
        return self.net(image)


@case("dropout_in_training", FAMILY, images(24), training=True)
def dropout():
    return Dropped()


class Indexing(nn.Module):
    """Slices, masks, gathers, sorting and the like, where batches are reshaped and transposed."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(12, 16)

    def forward(self, x):
        y = torch.tanh(self.a(x))
        left, right = y.chunk(2, 1)
        z = torch.addcmul(left, left, torch.sin(right)) - torch.atan(left / (right.abs() + 1))
        top, _ = torch.topk(y, 3, dim=1)
        ordered, _ = torch.sort(y[:, ::2], dim=1, descending=True)
        masked = y.masked_fill(y > 0.5, 0.1).cumsum(1)[:, 2:5]
        windows = y.unfold(1, 6, 5).transpose(1, 2).reshape(x.shape[0], -1)
        rolled = torch.roll(y, 3, 1) * torch.flip(y, [1])
        outer = (y[:, :, None] * y[:, None, :] * torch.ones(16, 16, dtype=x.dtype).tril()).flatten(1)
        norm = torch.linalg.norm(y, dim=1, keepdim=True)
        return torch.cat([z, top, ordered, masked, windows, rolled, outer, norm, y.prod(1, keepdim=True), y.std(1, keepdim=True),
                          torch.where(y > 0, y, y * y).amin(1, keepdim=True), torch.clamp(y, -0.3, 0.6).expand(-1, 16)], 1)


@case("indexing", FAMILY, lambda n: {"x": torch.randn(n, 12)})
def indexing():
    return Indexing()


class Series(nn.Module):
    """Convolutions in one dimension and in three."""

    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv3d(2, 8, 3, padding=1), nn.BatchNorm3d(8), nn.ReLU(), nn.MaxPool3d(2), nn.ConvTranspose3d(8, 4, 2, 2), nn.AvgPool3d(2))
        self.b = nn.Sequential(nn.Conv1d(4, 8, 3, dilation=2), nn.GELU(), nn.MaxPool1d(3, 2, 1), nn.ConvTranspose1d(8, 4, 4, 2), nn.CELU(), nn.AdaptiveAvgPool1d(1))
        self.last = nn.Linear(4, 3)

    def forward(self, volume):
        x = self.a(volume)
        return self.last(self.b(x.flatten(2)).flatten(1))


@case("volumes_and_series", FAMILY, lambda n: {"volume": torch.randn(n, 2, 8, 8, 8)})
def volumes():
    return Series()


class Two(nn.Module):
    """Two inputs, of which the first is explained, and two outputs, of which the first is."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.last = nn.Conv2d(3, 8, 3), nn.Linear(5, 8), nn.Linear(8, 4)

    def forward(self, image, numbers):
        x = torch.relu(self.a(image)).mean((2, 3)) * torch.sigmoid(self.b(numbers))
        y = self.last(x)
        return torch.softmax(y, 1), y


@case("two_inputs", FAMILY, lambda n: {"image": torch.randn(n, 3, 12, 12), "numbers": torch.randn(n, 5)})
def two():
    return Two()


class Dense(nn.Module):
    """A multilayer perceptron."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 32), nn.Tanh(), nn.LayerNorm(32), nn.Linear(32, 4))

    def forward(self, x):
        return self.net(x)


def vectors(n):
    return {"x": torch.randn(n, 10)}


def to_half(model):
    """Every number of single precision becomes one of half precision."""
    def half(tensor):
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype("float16"), tensor.name))
    for tensor in model.graph.initializer:
        half(tensor)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                half(attribute.t)
    for value in list(model.graph.input) + list(model.graph.output) + list(model.graph.value_info):
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.FLOAT16
    return model


@case("half_precision", FAMILY, vectors, edit=to_half, tolerance=1e-2)
def half_precision():
    return Dense()


@case("half_precision_convolution", FAMILY, images(24), edit=to_half, tolerance=1e-2)
def half_precision_convolution():
    return Dropped()


@case("double_precision", FAMILY, vectors, double=True)
def double_precision():
    return Dense()


# ONNX Runtime has no convolution in double precision to run such a network with.
@case("double_precision_convolution", FAMILY, images(24), double=True, refused="Could not find an implementation for Conv")
def double_precision_convolution():
    return Dropped()


class Scaled(nn.Module):
    """A perceptron behind a scaler."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 16), nn.Tanh(), nn.Linear(16, 3), nn.Softmax(1))

    def forward(self, x):
        return self.net((x - 0.3) / 1.6)


def as_scikit_learn(model):
    """As its converter writes it: the scaler as one node, the scores as a map for each row."""
    graph = model.graph
    by = {n.output[0]: n for n in graph.node}
    scaled = next(n for n in graph.node if n.op_type == "Div")
    moved, last = by[scaled.input[0]], by["scores"]
    last.output[0] = "probabilities"
    scaler = helper.make_node("Scaler", ["x"], [scaled.output[0]], domain="ai.onnx.ml", offset=[0.3], scale=[1 / 1.6])
    nodes = [scaler] + [n for n in graph.node if n not in (moved, scaled)]
    nodes.append(helper.make_node("ZipMap", ["probabilities"], ["scores"], domain="ai.onnx.ml", classlabels_int64s=[0, 1, 2]))
    del graph.node[:], graph.output[0].type.tensor_type.shape.dim[:]
    graph.node.extend(nodes)
    row = graph.output[0].type.sequence_type.elem_type.map_type
    row.key_type, row.value_type.tensor_type.elem_type = TensorProto.INT64, TensorProto.FLOAT
    model.opset_import.append(helper.make_opsetid("ai.onnx.ml", 1))
    return model


@case("scikit_learn", FAMILY, vectors, edit=as_scikit_learn)
def scikit_learn():
    return Scaled()
