"""Encoder transformers over tokens, explained with respect to the embedding."""
import math

import torch
from torch import nn

from .registry import case

FAMILY = "transformers"
WORDS, LENGTH = 60, 12


def tokens(n):
    """Token numbers with a mask: one where there is a token."""
    lengths = torch.randint(4, LENGTH + 1, (n,))
    return {"ids": torch.randint(0, WORDS, (n, LENGTH)), "mask": (torch.arange(LENGTH) < lengths[:, None]).long()}


class Attention(nn.Module):
    """Self-attention of several heads, as in BERT."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, bias):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + bias, -1)
        return self.out((weights @ v).transpose(1, 2).reshape(x.shape))


class Layer(nn.Module):
    """Attention and a feed-forward part, each added and normalised."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads)
        self.one, self.two = nn.LayerNorm(width), nn.LayerNorm(width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, bias):
        x = self.one(x + self.attention(x, bias))
        return self.two(x + self.feed(x))


class Bert(nn.Module):
    """Devlin et al. 2018, small: words, positions, layers, the first token's pooled state, classes."""

    def __init__(self, width=48, heads=4, layers=4):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, width), nn.Embedding(64, width)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.pool, self.last = nn.Linear(width, width), nn.Linear(width, 5)

    def forward(self, ids, mask):
        bias = (1.0 - mask[:, None, None, :].to(self.last.weight.dtype)) * -10000.0
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1]))[None])
        for layer in self.layers:
            x = layer(x, bias)
        return self.last(torch.tanh(self.pool(x[:, 0])))


@case("bert", FAMILY, tokens, embedding="words", in_node=True)
def bert():
    return Bert()


@case("bert_open_length", FAMILY, tokens, embedding="words", open={"ids": {1: "length"}, "mask": {1: "length"}})
def bert_open_length():
    return Bert()


class Encoder(nn.Module):
    """PyTorch's own encoder."""

    def __init__(self, first, activation):
        super().__init__()
        self.words = nn.Embedding(WORDS, 48)
        layer = nn.TransformerEncoderLayer(48, 4, 96, dropout=0.0, activation=activation, batch_first=True, norm_first=first)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.last = nn.Linear(48, 5)

    def forward(self, ids, mask):
        x = self.encoder(self.words(ids), src_key_padding_mask=mask == 0)
        weight = mask[:, :, None].to(x.dtype)
        return self.last((x * weight).sum(1) / weight.sum(1))


# In evaluation PyTorch takes a shortcut through its encoder that it cannot export.
@case("transformer_encoder", FAMILY, tokens, embedding="words", training=True)
def transformer_encoder():
    return Encoder(False, "relu")


@case("transformer_encoder_norm_first", FAMILY, tokens, embedding="words", training=True)
def transformer_encoder_norm_first():
    return Encoder(True, "gelu")


class Heads(nn.Module):
    """nn.MultiheadAttention across two sequences."""

    def __init__(self, batch_first):
        super().__init__()
        self.batch_first = batch_first
        self.heads = nn.MultiheadAttention(32, 4, batch_first=batch_first, kdim=24, vdim=24)
        self.memory, self.last = nn.Linear(32, 24), nn.Linear(32, 3)

    def forward(self, x):
        if not self.batch_first:
            x = x.transpose(0, 1)
        y, weights = self.heads(x, self.memory(x), self.memory(x))
        y = y if self.batch_first else y.transpose(0, 1)
        return self.last(y.amax(1)) + weights.mean((1, 2))[:, None]


def states(n):
    return {"x": torch.randn(n, 10, 32)}


@case("multihead_attention", FAMILY, states, training=True)
def multihead_attention():
    return Heads(True)


@case("multihead_attention_time_first", FAMILY, states, training=True)
def multihead_attention_time_first():
    return Heads(False)
