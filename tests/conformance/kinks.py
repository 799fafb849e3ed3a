"""How far a network's units are from their kinks (a rectifier's zero, a tie of maxima), measured in rounding errors."""
import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode

KINKS = {"relu": (0,), "relu_": (0,), "leaky_relu": (0,), "leaky_relu_": (0,), "prelu": (0,), "selu": (0,), "selu_": (0,), "celu": (0,), "elu": (0,), "elu_": (0,),
         "hardtanh": (0, 6), "hardtanh_": (0, 6), "relu6": (0, 6), "hardswish": (-3, 3), "hardswish_": (-3, 3), "hardsigmoid": (-3, 3), "hardsigmoid_": (-3, 3)}


class Recorder(TorchFunctionMode):
    """Keeps what goes into operators with kinks."""

    def __init__(self, rows):
        super().__init__()
        self.rows = rows
        self.found = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        x = args[0] if args else None
        if isinstance(x, torch.Tensor) and x.dim() > 1 and len(x) == self.rows:
            if name in KINKS:
                self.found.append((x.detach().double().clone(), lambda x, name=name: torch.stack([(x - kink).abs() for kink in KINKS[name]]).amin(0)))
            elif name.startswith("max_pool2d"):
                self.found.append((x.detach().double().clone(), lambda x, a=args[1:], k=kwargs or {}: gaps(x, *a, **k)))
        return function(*args, **(kwargs or {}))


def gaps(x, kernel_size, stride=None, padding=0, *_, **__):
    """How far the greatest of each window is from the next. Equal ones are rectified zeros, which no gradient passes."""
    columns = F.unfold(x, kernel_size, padding=padding, stride=stride or kernel_size)
    size = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    two = columns.reshape(len(x), x.shape[1], size * size, -1).topk(2, 2).values
    gap = two[:, :, 0] - two[:, :, 1]
    return torch.where(gap > 0, gap, torch.full_like(gap, float("inf")))


def record(net, rows):
    recorder = Recorder(len(next(iter(rows.values()))))
    with torch.no_grad(), recorder:
        net(*rows.values())
    return recorder


def margins(net, rows, rows64):
    """The least distance of each row's units from a kink, over what single precision is off by in that layer."""
    exact = record(net.double(), rows64)
    single = record(net.float(), rows)
    least = torch.full((exact.rows,), float("inf"), dtype=torch.float64)
    for (x, distances), (y, _) in zip(exact.found, single.found):
        noise = (x - y).flatten(1).pow(2).mean(1).sqrt().clamp_min(1e-300)
        least = torch.minimum(least, distances(x).flatten(1).amin(1) / noise)
    return least
