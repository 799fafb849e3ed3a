"""Networks that no list asks for: what else people build."""
import math

import torch
from torch import nn
import torch.nn.functional as F
from torchvision import models

from .registry import CASES, Case, case, images

FAMILY = "others"

CASES.append(Case("resnext50_32x4d", FAMILY, lambda: models.resnext50_32x4d(weights=None), images(32)))


@case("maxvit_small", FAMILY, images(64), candidates=4)
def maxvit():
    return models.MaxVit((64, 64), 16, 4, [16, 32], [1, 1], 8, 0.1, num_classes=10)


def clips(n):
    return {"clip": torch.randn(n, 3, 8, 32, 32)}


@case("r3d_18", FAMILY, clips, candidates=24)
def r3d():
    return models.video.r3d_18(weights=None)


@case("r2plus1d_18", FAMILY, clips, candidates=12)
def r2plus1d():
    return models.video.r2plus1d_18(weights=None)


class Mixer(nn.Module):
    """MLP-Mixer (Tolstikhin et al. 2021)."""

    def __init__(self, width=32, tokens=16):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 8, 8)
        mlp = lambda n: nn.Sequential(nn.Linear(n, 2 * n), nn.GELU(), nn.Linear(2 * n, n))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(6))
        self.across, self.within = nn.ModuleList(mlp(tokens) for _ in range(3)), nn.ModuleList(mlp(width) for _ in range(3))
        self.last = nn.Linear(width, 5)

    def forward(self, image):
        x = self.patches(image).flatten(2).transpose(1, 2)
        for i in range(3):
            x = x + self.across[i](self.norms[2 * i](x).transpose(1, 2)).transpose(1, 2)
            x = x + self.within[i](self.norms[2 * i + 1](x))
        return self.last(x.mean(1))


@case("mlp_mixer", FAMILY, images(32))
def mixer():
    return Mixer()


class Gated(nn.Module):
    """WaveNet's gated, dilated, causal convolutions (van den Oord et al. 2016)."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(4, 16, 1)
        self.gates = nn.ModuleList(nn.Conv1d(16, 32, 2, dilation=2 ** i) for i in range(4))
        self.out = nn.ModuleList(nn.Conv1d(16, 16, 1) for _ in range(4))
        self.last = nn.Conv1d(16, 5, 1)

    def forward(self, x):
        x, total = self.first(x), 0
        for i, (gate, out) in enumerate(zip(self.gates, self.out)):
            a, b = gate(F.pad(x, (2 ** i, 0))).chunk(2, 1)
            y = out(torch.tanh(a) * torch.sigmoid(b))
            x, total = x + y, total + y
        return self.last(F.relu(total))[:, :, -1]


@case("wavenet", FAMILY, lambda n: {"x": torch.randn(n, 4, 24)})
def wavenet():
    return Gated()


class Points(nn.Module):
    """PointNet (Qi et al. 2017), with its transform of the points."""

    def __init__(self):
        super().__init__()
        layers = lambda a, b: nn.Sequential(nn.Conv1d(a, b, 1), nn.BatchNorm1d(b), nn.ReLU())
        self.t, self.a, self.b = layers(3, 32), layers(3, 32), layers(32, 64)
        self.transform, self.last = nn.Linear(32, 9), nn.Linear(64, 4)

    def forward(self, points):
        t = self.transform(self.t(points).max(2)[0]).view(-1, 3, 3) + torch.eye(3, dtype=points.dtype)
        return self.last(self.b(self.a(torch.bmm(t, points))).max(2)[0])


@case("pointnet", FAMILY, lambda n: {"points": torch.randn(n, 3, 40)})
def pointnet():
    return Points()


class Stn(nn.Module):
    """A spatial transformer (Jaderberg et al. 2015): a grid that the network chooses."""

    def __init__(self):
        super().__init__()
        self.where = nn.Sequential(nn.Conv2d(1, 8, 5, 2), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 8 * 8, 6))
        self.net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))
        y, x = torch.meshgrid(torch.linspace(-1, 1, 20), torch.linspace(-1, 1, 20), indexing="ij")
        self.register_buffer("grid", torch.stack([x, y, torch.ones_like(x)], -1).reshape(1, -1, 3))

    def forward(self, image):
        theta = 0.2 * self.where(image).view(-1, 2, 3) + torch.eye(2, 3, dtype=image.dtype)
        grid = (self.grid @ theta.transpose(1, 2)).view(-1, 20, 20, 2)
        return self.net(F.grid_sample(image, grid, align_corners=False))


@case("spatial_transformer", FAMILY, images(20, 1), opsets=(16, 17))
def stn():
    return Stn()


class Decoder(nn.Module):
    """A causal decoder as in GPT-2: one product for queries, keys and values; the last token's scores over tied words."""

    def __init__(self, width=32, heads=4):
        super().__init__()
        self.heads = heads
        self.words, self.places = nn.Embedding(50, width), nn.Parameter(torch.randn(1, 16, width))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(5))
        self.joint, self.out = nn.ModuleList(nn.Linear(width, 3 * width) for _ in range(2)), nn.ModuleList(nn.Linear(width, width) for _ in range(2))
        self.up, self.down = nn.ModuleList(nn.Linear(width, 4 * width) for _ in range(2)), nn.ModuleList(nn.Linear(4 * width, width) for _ in range(2))

    def forward(self, ids):
        n, t = ids.shape
        x = self.words(ids) + self.places[:, :t]
        hidden = torch.ones(t, t, dtype=torch.bool).triu(1)
        for i in range(2):
            q, k, v = self.joint[i](self.norms[2 * i](x)).view(n, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            weights = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).masked_fill(hidden, float("-inf")).softmax(-1)
            x = x + self.out[i]((weights @ v).permute(0, 2, 1, 3).flatten(2))
            h = self.up[i](self.norms[2 * i + 1](x))
            x = x + self.down[i](0.5 * h * (1 + torch.tanh(0.79788456 * (h + 0.044715 * h ** 3))))
        return F.linear(self.norms[4](x)[:, -1], self.words.weight)


@case("gpt", FAMILY, lambda n: {"ids": torch.randint(0, 50, (n, 10))}, embedding="words", opsets=(14, 17))
def gpt():
    return Decoder()


class Tabular(nn.Module):
    """Categories as embeddings beside numbers; the numbers are explained."""

    def __init__(self):
        super().__init__()
        self.words, self.norm = nn.EmbeddingBag(20, 6, mode="sum"), nn.BatchNorm1d(5)
        self.net = nn.Sequential(nn.Linear(11, 16), nn.SiLU(), nn.Linear(16, 16), nn.Softsign(), nn.Linear(16, 1))

    def forward(self, numbers, category):
        x = torch.cat([self.norm(numbers), F.embedding(category, self.words.weight).sum(1)], 1)
        return torch.sigmoid(self.net(x)).squeeze(1)


@case("tabular", FAMILY, lambda n: {"numbers": torch.randn(n, 5), "category": torch.randint(0, 20, (n, 3))})
def tabular():
    return Tabular()


class Graph(nn.Module):
    """A graph network with attention over an adjacency that is an input (Velickovic et al. 2018)."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.left, self.right, self.last = nn.Linear(6, 16), nn.Linear(16, 16), nn.Linear(16, 1), nn.Linear(16, 1), nn.Linear(16, 3)

    def forward(self, nodes, edges):
        h = torch.tanh(self.a(nodes))
        scores = F.leaky_relu(self.left(h) + self.right(h).transpose(1, 2), 0.2)
        weights = torch.where(edges > 0, scores, torch.full_like(scores, -1e9)).softmax(2)
        return self.last(F.elu(self.b(weights @ h)).mean(1))


@case("graph_attention", FAMILY, lambda n: {"nodes": torch.randn(n, 7, 6), "edges": ((torch.rand(n, 7, 7) > 0.6) | torch.eye(7, dtype=torch.bool)).float()})
def graph():
    return Graph()


class Vae(nn.Module):
    """An autoencoder by its mean, whose distance from what went in is explained."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 8))
        self.up = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def forward(self, image):
        mean, deviation = self.down(image).split(4, 1)
        y = self.up(mean)
        x = image.flatten(1)
        return ((y - x) ** 2).sum(1) - 0.5 * (1 + deviation - mean ** 2 - deviation.exp()).sum(1)


@case("vae_loss", FAMILY, images(8, 1))
def vae():
    return Vae()


class Dense(nn.Module):
    """DeepLab-like context, channel shuffles, blurred pooling, depth to space, a squeeze and an excitation by hand."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 16, 3, 2, 1), nn.Conv2d(16, 16, 3, 1, 3, 3, 16)
        self.squeeze, self.last = nn.Sequential(nn.Linear(16, 4), nn.ReLU(), nn.Linear(4, 16), nn.Hardsigmoid()), nn.Linear(16 * 9, 4)
        self.register_buffer("blur", torch.tensor([1.0, 2, 1])[:, None] * torch.tensor([1.0, 2, 1]) / 16)

    def forward(self, image):
        x = F.silu(self.a(image))
        x = x.view(x.shape[0], 4, 4, x.shape[2], x.shape[3]).transpose(1, 2).flatten(1, 2)
        x = x + F.relu6(self.b(x))
        x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), self.blur.to(x.dtype).expand(16, 1, 3, 3), stride=2, groups=16)
        x = x * self.squeeze(x.mean((2, 3)))[:, :, None, None]
        corners = torch.stack([x[:, :, ::2, ::2], x[:, :, 1::2, 1::2], F.max_pool2d(x, 3, 2, 1)], 0).sum(0)
        return self.last(corners[:, :, :3, :3].flatten(1))


@case("by_hand", FAMILY, images(24))
def by_hand():
    return Dense()
