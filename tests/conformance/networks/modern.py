"""Networks of later years, and parts of them that exporters write in many nodes."""
import math

import torch
from torch import nn
import torch.nn.functional as F

from .attention import WORDS
from .registry import case

FAMILY = "modern"


def states(n):
    return {"x": torch.randn(n, 10, 16)}


class RootMeanSquare(nn.Module):
    """Zhang and Sennrich 2019."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight


def rotary(x):
    """Positions as rotations (Su et al. 2021)."""
    half = torch.arange(0, x.shape[-1], 2).to(x.dtype) / x.shape[-1]
    angles = torch.arange(x.shape[-2]).to(x.dtype)[:, None] * 10000.0 ** -half
    cos, sin = torch.cat([angles.cos()] * 2, -1), torch.cat([angles.sin()] * 2, -1)
    left, right = x.chunk(2, -1)
    return x * cos + torch.cat([-right, left], -1) * sin


class Llama(nn.Module):
    """Touvron et al. 2023, small: two heads of queries for each of keys, a gated feed-forward part."""

    def __init__(self, width=32, heads=4, shared=2):
        super().__init__()
        self.heads, self.shared = heads, shared
        self.words, self.last = nn.Embedding(WORDS, width), nn.Linear(width, WORDS)
        self.one, self.two, self.three = (RootMeanSquare(width) for _ in range(3))
        self.query, self.out = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self.key, self.value = (nn.Linear(width, width // 2, bias=False) for _ in range(2))
        self.gate, self.up, self.down = nn.Linear(width, 64, bias=False), nn.Linear(width, 64, bias=False), nn.Linear(64, width, bias=False)

    def split(self, x, heads):
        return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)

    def repeated(self, x):
        n, _, t, width = x.shape
        return x[:, :, None].expand(n, self.shared, self.heads // self.shared, t, width).reshape(n, self.heads, t, width)

    def forward(self, ids):
        x = self.words(ids)
        t = x.shape[1]
        y = self.one(x)
        q, k, v = rotary(self.split(self.query(y), self.heads)), self.repeated(rotary(self.split(self.key(y), self.shared))), self.repeated(self.split(self.value(y), self.shared))
        hidden = torch.full((t, t), float("-inf")).triu(1).to(x.dtype)
        weights = (q @ k.transpose(2, 3) / math.sqrt(q.shape[-1]) + hidden).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(x.shape))
        y = self.two(x)
        x = x + self.down(F.silu(self.gate(y)) * self.up(y))
        return self.last(self.three(x)[:, -1])


@case("llama", FAMILY, lambda n: {"ids": torch.randint(0, WORDS, (n, 10))}, embedding="words", opsets=(14, 17))
def llama():
    return Llama()


class Experts(nn.Module):
    """The two experts of four that a gate picks for each token (Shazeer et al. 2017)."""

    def __init__(self):
        super().__init__()
        self.gate, self.last = nn.Linear(16, 4), nn.Linear(16, 4)
        self.experts = nn.ModuleList(nn.Sequential(nn.Linear(16, 24), nn.GELU(), nn.Linear(24, 16)) for _ in range(4))

    def forward(self, x):
        weights, picked = self.gate(x).softmax(-1).topk(2, -1)
        every = torch.stack([e(x) for e in self.experts], 2)
        y = torch.gather(every, 2, picked[..., None].expand(-1, -1, -1, 16))
        return self.last((x + (y * (weights / weights.sum(-1, keepdim=True))[..., None]).sum(2)).mean(1))


@case("mixture_of_experts", FAMILY, states)
def experts():
    return Experts()


class StateSpace(nn.Module):
    """A selective state space, its steps written out (Gu and Dao 2023)."""

    def __init__(self, width=16, size=4):
        super().__init__()
        self.a = nn.Parameter(torch.rand(width, size) + 0.2)
        self.step, self.b, self.c, self.last = nn.Linear(width, width), nn.Linear(width, size), nn.Linear(width, size), nn.Linear(width, 3)

    def forward(self, x):
        step = F.softplus(self.step(x))
        keep, add = torch.exp(-step[..., None] * self.a.exp()), step[..., None] * self.b(x)[:, :, None] * x[..., None]
        state, c, given = torch.zeros_like(add[:, 0]), self.c(x), []
        for i in range(10):
            state = keep[:, i] * state + add[:, i]
            given.append((state * c[:, i, None]).sum(-1))
        return self.last(torch.stack(given, 1).mean(1))


@case("mamba", FAMILY, states)
def mamba():
    return StateSpace()


class Perceiver(nn.Module):
    """Learnt queries that attend to what goes in (Jaegle et al. 2021): they are the same for every row."""

    def __init__(self):
        super().__init__()
        self.latents = nn.Parameter(torch.randn(5, 16))
        self.across, self.last = nn.MultiheadAttention(16, 2, batch_first=True), nn.Linear(16, 4)

    def forward(self, x):
        latents = self.latents[None].expand(x.shape[0], -1, -1)
        return self.last((latents + self.across(latents, x, x, need_weights=False)[0]).mean(1))


@case("perceiver", FAMILY, states, training=True)
def perceiver():
    return Perceiver()


class Neighbours(nn.Module):
    """DGCNN (Wang et al. 2019): the nearest points of each, as indices into the points of all rows."""

    def __init__(self):
        super().__init__()
        self.edge = nn.Sequential(nn.Conv2d(6, 16, 1), nn.BatchNorm2d(16), nn.LeakyReLU(0.2))
        self.last = nn.Linear(16, 3)

    def forward(self, points):
        n, _, count = points.shape
        squares = (points ** 2).sum(1, keepdim=True)
        nearest = (2 * points.transpose(2, 1) @ points - squares - squares.transpose(2, 1)).topk(4, -1)[1]
        places = (nearest + torch.arange(n).view(-1, 1, 1) * count).view(-1)
        rows = points.transpose(2, 1).contiguous()
        near, here = rows.view(n * count, -1)[places].view(n, count, 4, 3), rows.view(n, count, 1, 3).repeat(1, 1, 4, 1)
        y = self.edge(torch.cat([near - here, here], 3).permute(0, 3, 1, 2)).max(-1)[0]
        return self.last(F.adaptive_max_pool1d(y, 1).view(n, -1))


@case("dgcnn", FAMILY, lambda n: {"points": torch.randn(n, 3, 20)})
def dgcnn():
    return Neighbours()


class Shifted(nn.Module):
    """Channels that are written a step earlier and later (Lin et al. 2019), in place."""

    def __init__(self):
        super().__init__()
        self.conv, self.last = nn.Conv2d(4, 8, 3, padding=1), nn.Linear(8, 3)

    def forward(self, clip):
        n, t, c, h, w = clip.shape
        x = torch.zeros_like(clip)
        x[:, :-1, :1], x[:, 1:, 1:2], x[:, :, 2:] = clip[:, 1:, :1], clip[:, :-1, 1:2], clip[:, :, 2:]
        x = F.elu(self.conv(x.view(n * t, c, h, w)))
        return self.last(x.mean((2, 3))).view(n, t, -1).mean(1)


@case("temporal_shift", FAMILY, lambda n: {"clip": torch.randn(n, 4, 4, 6, 6)})
def temporal_shift():
    return Shifted()
