"""Times scikit-learn's CART on the rows of SurrogateTreeBenchmarks. Run: python3 surrogate_trees.py [FASHION_FOLDER] [million]"""
import csv, gzip, os, sys, time
import numpy as np
import sklearn
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = os.path.dirname(os.path.abspath(__file__))


def measure(name, make, x, y, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        make().fit(x, y)
        times.append(time.perf_counter() - start)
    print(f"{name}: median {1000 * np.median(times):.3f} ms, least {1000 * min(times):.3f} ms of {repeats}")


def idx(path, header):
    with gzip.open(path) as f:
        return np.frombuffer(f.read(), np.uint8, offset=header)


print("scikit-learn", sklearn.__version__)
for name in ["iris", "wine", "breast_cancer_diagnostic"]:
    with open(os.path.join(HERE, "../MLNet.Interpret.Tests/Data/tabular", name + ".csv")) as f:
        rows = [r for i, r in enumerate(list(csv.reader(f))[1:]) if i % 3 != 2]
    x, y = np.array([r[:-1] for r in rows], np.float32), np.array([r[-1] for r in rows])
    measure(name, lambda: DecisionTreeClassifier(max_leaf_nodes=8), x, np.unique(y, return_inverse=True)[1], 200)
for folder in [a for a in sys.argv[1:] if a != "million"]:
    x = idx(os.path.join(folder, "train-images-idx3-ubyte.gz"), 16).reshape(-1, 784)[:10000].astype(np.float32)
    y = idx(os.path.join(folder, "train-labels-idx1-ubyte.gz"), 8)[:10000]
    measure("fashion", lambda: DecisionTreeClassifier(max_leaf_nodes=64), x, y, 5)
if "million" in sys.argv:
    r = np.random.default_rng(1)
    x = r.random((1_000_000, 50), np.float32)
    y = x[:, 0] * x[:, 1] + np.sin(5 * x[:, 2]) + r.random(len(x))
    measure("million", lambda: DecisionTreeRegressor(max_leaf_nodes=63), x, y, 1)
