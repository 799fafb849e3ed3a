"""Classifiers of sequences: RNN, LSTM, GRU."""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from .registry import case

FAMILY = "recurrent"
LENGTH, WIDTH = 9, 6


def series(n):
    return {"x": torch.randn(n, LENGTH, WIDTH)}


def series_with_lengths(n):
    return {"x": torch.randn(n, LENGTH, WIDTH), "lengths": torch.randint(3, LENGTH + 1, (n,))}


class Recurrent(nn.Module):
    """A recurrent network whose last state and mean output are classified."""

    def __init__(self, kind, both, layers=1, packed=False, **more):
        super().__init__()
        self.packed = packed
        self.core = kind(WIDTH, 12, layers, batch_first=True, bidirectional=both, **more)
        self.last = nn.Linear(12 * (1 + both), 4)

    def forward(self, x, lengths=None):
        if self.packed:
            # PyTorch exports a state of its own making for the number of rows that it was shown.
            start = torch.zeros(self.core.num_layers * (1 + self.core.bidirectional), x.shape[0], 12, dtype=x.dtype)
            start = (start, start) if isinstance(self.core, nn.LSTM) else start
            y, state = self.core(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False), start)
            y, _ = pad_packed_sequence(y, batch_first=True)
        else:
            y, state = self.core(x)
        h = state[0] if isinstance(state, tuple) else state
        return self.last(y.sum(1) / 3) + self.last(torch.cat([h[-1], h[-1]], 1) if self.core.bidirectional else h[-1])


for kind in (nn.RNN, nn.LSTM, nn.GRU):
    kind_name = kind.__name__.lower()
    case(kind_name, FAMILY, series, in_node=kind is nn.LSTM)((lambda kind: lambda: Recurrent(kind, False))(kind))
    case(f"{kind_name}_both_directions", FAMILY, series)((lambda kind: lambda: Recurrent(kind, True, layers=2))(kind))
    case(f"{kind_name}_lengths", FAMILY, series_with_lengths)((lambda kind: lambda: Recurrent(kind, True, packed=True))(kind))


@case("rnn_relu", FAMILY, series)
def rnn_relu():
    return Recurrent(nn.RNN, True, nonlinearity="relu")


class ConvLstm(nn.Module):
    """Convolutions over time, then an LSTM."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(WIDTH, 16, 3, padding=1), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(2, ceil_mode=True))
        self.core = nn.LSTM(16, 10, batch_first=True, bidirectional=True)
        self.last = nn.Linear(20, 4)

    def forward(self, x):
        return self.last(self.core(self.conv(x.transpose(1, 2)).transpose(1, 2))[0][:, -1])


@case("conv_lstm", FAMILY, series)
def conv_lstm():
    return ConvLstm()


class Cell(nn.Module):
    """A cell that is called step by step, so that the exported graph is unrolled."""

    def __init__(self):
        super().__init__()
        self.core, self.last = nn.GRUCell(WIDTH, 12), nn.Linear(12, 4)

    def forward(self, x):
        h = torch.zeros(x.shape[0], 12, dtype=x.dtype)
        for t in range(x.shape[1]):
            h = self.core(x[:, t], h)
        return self.last(h)


@case("gru_unrolled", FAMILY, series)
def gru_unrolled():
    return Cell()
