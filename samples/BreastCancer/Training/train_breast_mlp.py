"""Splits the breast cancer table and trains the small network of this sample, written as an ONNX file.

    python3 train_breast_mlp.py --table breast_cancer_diagnostic.csv --out ../Data [--seed 1]

The table has a header, thirty measurements and the column `label` (benign or malignant). Three rows in ten of each class,
drawn by the seed, become test.csv and the others train.csv; the lines are copied as they are. The network's input is
`standardised`, [batch, 30]: each measurement less its mean over train.csv, divided by its standard deviation there
(divided by n), which is what ML.NET's NormalizeMeanVariance(fixZero: false) does. Its output is `probabilities`,
[batch, 2]: benign, malignant. A few seconds. Needs PyTorch >= 1.13 and NumPy. Made with Debian 12's python3-torch 1.13.1.
"""
import argparse, os
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

CLASSES = ["benign", "malignant"]


def split(path, seed):
    """The table's header, and its lines in their order: those to train on and those to test on."""
    with open(path, encoding="utf-8") as f:
        header, *lines = f.read().splitlines()
    rng, test = np.random.default_rng(seed), set()
    for name in CLASSES:
        rows = [i for i, line in enumerate(lines) if line.endswith("," + name)]
        test.update(rng.choice(rows, round(0.3 * len(rows)), replace=False).tolist())
    return header, [l for i, l in enumerate(lines) if i not in test], [l for i, l in enumerate(lines) if i in test]


def parse(lines):
    """Measurements [n, 30] and classes [n]."""
    cells = [line.split(",") for line in lines]
    return np.array([c[:-1] for c in cells], np.float32), torch.tensor([CLASSES.index(c[-1]) for c in cells])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--table", required=True, help="breast_cancer_diagnostic.csv")
    options.add_argument("--out", default=".", help="the folder for train.csv, test.csv and breast_mlp.onnx")
    options.add_argument("--epochs", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    a = options.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)

    header, train, test = split(a.table, a.seed)
    for name, lines in [("train.csv", train), ("test.csv", test)]:
        with open(os.path.join(a.out, name), "w", encoding="utf-8", newline="\n") as f:
            f.write("\n".join([header, *lines]) + "\n")
    (x, y), (xt, yt) = parse(train), parse(test)
    mean, deviation = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
    x, xt = (torch.tensor((v - mean) / deviation, dtype=torch.float32) for v in (x, xt))

    net = nn.Sequential(nn.Linear(30, 24), nn.ReLU(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 2))
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.05)
    for _ in range(a.epochs):
        for rows in torch.randperm(len(x)).split(32):
            loss = F.cross_entropy(net(x[rows]), y[rows], label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()

    # The test rows are looked at only here: nothing is chosen by them.
    net = nn.Sequential(net, nn.Softmax(1)).eval()
    with torch.no_grad():
        for name, rows, labels in [("train", x, y), ("test", xt, yt)]:
            right = int((net(rows).argmax(1) == labels).sum())
            print(f"{name}: {right} of {len(labels)} right ({right / len(labels):.4f})")
    torch.onnx.export(net, torch.zeros(1, 30), os.path.join(a.out, "breast_mlp.onnx"), opset_version=17,
                      input_names=["standardised"], output_names=["probabilities"],
                      dynamic_axes={"standardised": {0: "batch"}, "probabilities": {0: "batch"}})


if __name__ == "__main__":
    main()
