"""Makes breast_sample.json: what scikit-learn's CART reaches on the network of samples/BreastCancer. Run: python3 make_sample_reference.py ../../../../samples/BreastCancer/Data"""
import csv, json, sys
import numpy as np
import onnx
import sklearn
from onnx import numpy_helper
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.tree import DecisionTreeRegressor


def table(name):
    with open(f"{sys.argv[1]}/{name}.csv") as f:
        rows = list(csv.reader(f))[1:]
    return np.array([r[:-1] for r in rows], np.float32), np.array([r[-1] == "malignant" for r in rows]).astype(int)


(x, y), (xt, yt) = table("train"), table("test")
layers = [numpy_helper.to_array(i).astype(np.float64) for i in onnx.load(f"{sys.argv[1]}/breast_mlp.onnx").graph.initializer]
mean, deviation = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)


def network(rows):
    z = (rows - mean) / deviation
    for i in range(0, len(layers), 2):
        z = (z if i == 0 else np.maximum(z, 0)) @ layers[i].T + layers[i + 1]
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


p, pt = network(x), network(xt)
out = {"scikit-learn": sklearn.__version__, "networkRight": int((pt.argmax(1) == yt).sum()), "rows": len(yt), "trees": []}
for leaves in range(2, 11):
    tree = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=5, random_state=0).fit(x, p)
    said = tree.predict(xt).argmax(1)
    out["trees"].append({"leaves": leaves, "rootFeature": int(tree.tree_.feature[0]), "rootThreshold": float(tree.tree_.threshold[0]),
                         "agreement": float((said == pt.argmax(1)).mean()), "kappa": float(cohen_kappa_score(pt.argmax(1), said)),
                         "macroF1": float(f1_score(pt.argmax(1), said, average="macro")), "right": float((said == yt).mean())})
    print(out["trees"][-1])
with open("breast_sample.json", "w") as f:
    json.dump(out, f, indent=1)
