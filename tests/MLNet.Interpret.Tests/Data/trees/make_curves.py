"""Makes curves.json: how faithful scikit-learn's CART is to networks, by its number of leaves.

Run: python3 make_curves.py ../tabular FASHION_FOLDER
reference.json has the networks of the tables. Each third of the rows is the test set once, the others are learnt from; a number is the mean over
five seeds, which decide between splits that are equally good. Settings are scikit-learn's own, but for the number of leaves.

FASHION_FOLDER has the files of Fashion-MNIST. fashion-labels.txt has what the network ../fashion/fashion_cnn.onnx makes of the first 10,000
training images (learnt from), of all test images, and of the 300 images of the sample, a line each."""
import gzip, json, os, sys
import numpy as np
import sklearn
from sklearn.tree import DecisionTreeClassifier
from make_reference import scores, table

SEEDS = 5


def fidelity(x, labels, test, leaves):
    found = []
    for seed in range(SEEDS):
        tree = DecisionTreeClassifier(max_leaf_nodes=leaves, random_state=seed).fit(x[~test], labels[~test])
        found.append(float((tree.predict(x[test]) == labels[test]).mean()))
    return round(float(np.mean(found)), 6)


def images(path):
    with gzip.open(path) as f:
        return np.frombuffer(f.read(), np.uint8, offset=16).reshape(-1, 784).astype(np.float32)


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "reference.json")) as f:
    networks = {c["data"]: [np.array(a) for a in c["network"]] for c in json.load(f)["cases"]}
out = {"scikit-learn": sklearn.__version__, "cases": []}
for name in ["iris", "wine", "breast_cancer_diagnostic"]:
    x, _ = table(name)
    labels = scores(networks[name], x, False).argmax(1)
    for leaves in [2, 3, 4, 6, 8, 12, 16]:
        thirds = [fidelity(x, labels, np.arange(len(x)) % 3 == t, leaves) for t in range(3)]
        out["cases"].append({"data": name, "leaves": leaves, "thirds": thirds})
        print(out["cases"][-1])
with open(os.path.join(here, "fashion-labels.txt")) as f:
    first, second, third = [np.array([int(c) for c in line.strip()]) for line in f]
x = np.concatenate([images(f"{sys.argv[2]}/train-images-idx3-ubyte.gz")[:10000], images(f"{sys.argv[2]}/t10k-images-idx3-ubyte.gz")])
labels = np.concatenate([first, second])
for leaves in [8, 16, 32, 64]:
    out["cases"].append({"data": "fashion", "leaves": leaves, "thirds": [fidelity(x, labels, np.arange(len(x)) >= 10000, leaves)]})
    print(out["cases"][-1])
sample = images(os.path.join(here, "../../../../samples/FashionMnist/Data/test-images.idx3-ubyte.gz"))
for leaves in [8, 16, 32]:
    thirds = [fidelity(sample, third, np.arange(len(sample)) % 3 == t, leaves) for t in range(3)]
    out["cases"].append({"data": "fashion-sample", "leaves": leaves, "thirds": thirds})
    print(out["cases"][-1])
with open(os.path.join(here, "curves.json"), "w") as f:
    json.dump(out, f, indent=None)
