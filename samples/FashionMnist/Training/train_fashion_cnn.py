#!/usr/bin/env python3
"""Trains the sample network: a small convolutional classifier for Fashion-MNIST, written as an ONNX file.

    python3 train_fashion_cnn.py --data DIR --out fashion_cnn.onnx [--epochs 12] [--seed 1]

DIR holds the four files of the data set ({train,t10k}-{images-idx3,labels-idx1}-ubyte.gz). About ten minutes on two
cores. The network's input is `image`, [batch, 1, 28, 28], pixels divided by 255: the normalisation is its first layer,
so that whoever calls it feeds plain 0..1 pixels. Its output is `logits`, [batch, 10]; a softmax is left to the caller.
Needs PyTorch >= 1.13 only. Made with Debian 12's python3-torch 1.13.1.
"""
import argparse, gzip, math, os, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


def load(folder, part):
    """One part ('train' or 't10k') of the data set: images [n, 1, 28, 28] in 0..1 and labels [n]."""
    def read(name, header):
        with gzip.open(os.path.join(folder, f"{part}-{name}-ubyte.gz")) as f:
            return np.frombuffer(f.read(), np.uint8, offset=header)
    images = read("images-idx3", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    return torch.from_numpy(images), torch.from_numpy(read("labels-idx1", 8).astype(np.int64))


class Normalise(nn.Module):
    """(x - mean) / std, with the mean and the standard deviation of all training pixels."""
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))

    def forward(self, x):
        return (x - self.mean) / self.std


def block(inputs, outputs):
    """Convolution, batch normalisation, ReLU; then half the height and width (28 -> 14 -> 7 -> 3)."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                         nn.MaxPool2d(2))


def network(mean, std):
    return nn.Sequential(Normalise(mean, std), block(1, 24), block(24, 64), block(64, 192),
                         nn.Flatten(), nn.Dropout(0.4), nn.Linear(192 * 3 * 3, 10))


def augment(x):
    """Mirrors half of the images (no class is left- or right-handed) and shifts the batch by up to two pixels."""
    x = torch.where((torch.rand(len(x), 1, 1, 1) < 0.5), x.flip(3), x)
    dy, dx = torch.randint(0, 5, (2,)).tolist()
    return F.pad(x, (2, 2, 2, 2))[:, :, dy:dy + 28, dx:dx + 28]


def predict(net, images):
    net.eval()
    with torch.no_grad():
        return torch.cat([net(x) for x in images.split(500)]).argmax(1)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", required=True, help="the folder with the four .gz files")
    options.add_argument("--out", default="fashion_cnn.onnx")
    options.add_argument("--epochs", type=int, default=12)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--threads", type=int, default=2)
    a = options.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)

    (x, y), (xt, yt) = load(a.data, "train"), load(a.data, "t10k")
    net = network(x.mean().item(), x.std().item())
    steps = a.epochs * math.ceil(len(x) / a.batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps, pct_start=0.2)
    for epoch in range(a.epochs):
        start, total = time.time(), 0.0
        net.train()
        for rows in torch.randperm(len(x)).split(a.batch):
            loss = F.cross_entropy(net(augment(x[rows])), y[rows], label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        print(f"epoch {epoch + 1:2}: loss {total / len(x):.4f}, {time.time() - start:.0f} s", flush=True)

    # The test set is looked at only here, after training: no epoch is chosen by it.
    right = predict(net, xt) == yt
    lines = [f"test accuracy {right.float().mean().item():.4f}"]
    lines += [f"{i} {name:12} {right[yt == i].float().mean().item():.3f}" for i, name in enumerate(CLASSES)]
    print("\n".join(lines))
    with open(os.path.join(os.path.dirname(os.path.abspath(a.out)), "accuracy.txt"), "w") as f:
        f.write("\n".join(lines) + "\n")

    # Evaluation mode: drop-out is gone, and batch normalisation is folded into the convolutions.
    net.eval()
    torch.onnx.export(net, torch.zeros(1, 1, 28, 28), a.out, opset_version=17, do_constant_folding=True,
                      input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})


if __name__ == "__main__":
    main()
