"""The list of networks that gradients are compared on, each a row of what is needed to make, export and run it."""
import zlib
from dataclasses import dataclass, field
from typing import Callable

import torch
import torch.nn.functional as F

CASES = []


@dataclass
class Case:
    """A network, the rows that it is explained for, and how it is exported."""
    name: str
    family: str
    make: Callable[[], torch.nn.Module]
    # A number of rows -> the inputs by name, batch first. The first floating-point one is explained.
    rows: Callable[[int], dict]
    # A module whose output is explained in the place of an input: an embedding.
    embedding: str | None = None
    opsets: tuple = (13, 17)
    # Other dimensions that are exported open: {input: {axis: name}}.
    open: dict = field(default_factory=dict)
    export: dict = field(default_factory=dict)
    # Exported as it is trained. What is random there must do nothing.
    training: bool = False
    # The network is exported by its source, so that branches and loops are in the graph.
    script: bool = False
    # Sets parameters, once they are random.
    after: Callable | None = None
    # Edits the exported file.
    edit: Callable | None = None
    # A part of the message, where the network cannot be explained.
    refused: str | None = None
    # Why the error may be larger than 1e-4, and how large.
    tolerance: float | None = None
    double: bool = False
    # The rows to choose from.
    candidates: int = 64
    in_node: bool = False

    @property
    def seed(self):
        return zlib.crc32(self.name.encode())


def case(name, family, rows, **more):
    """Adds the network that the decorated function makes."""
    def add(make):
        CASES.append(Case(name, family, make, rows, **more))
        return make
    return add


def images(size, channels=3, name="image"):
    """Rows of random images, which differ in what is large in them as well as in what is small, as pictures do."""
    def rows(n):
        parts = (scale * F.interpolate(torch.randn(n, channels, cells, cells), size=(size, size), mode="bilinear", align_corners=False)
                 for cells, scale in ((1, 1.0), (4, 1.0), (12, 0.5)))
        return {name: sum(parts) + 0.25 * torch.randn(n, channels, size, size)}
    return rows
