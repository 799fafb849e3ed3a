"""Makes reference.json: small networks, and how faithful scikit-learn's CART is to them. Run: python3 make_reference.py ../tabular"""
import csv, json, sys
import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def table(name):
    with open(f"{sys.argv[1]}/{name}.csv") as f:
        rows = list(csv.reader(f))[1:]
    return np.array([r[:-1] for r in rows], np.float32), np.array([r[-1] for r in rows])


def network(x, y, regression):
    mean, scale = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
    # Four digits are enough of a network, and keep the file small.
    digits = lambda a: np.array([[float(f"{v:.4g}") for v in r] for r in np.atleast_2d(a)])
    m = (MLPRegressor if regression else MLPClassifier)((8,), max_iter=3000, random_state=0, alpha=0.01)
    m.fit((x - mean) / scale, y)
    w1, b1 = m.coefs_[0] / scale[:, None], m.intercepts_[0] - (mean / scale) @ m.coefs_[0]
    return [digits(w1), digits(b1)[0], digits(m.coefs_[1]), digits(m.intercepts_[1])[0]]


def scores(net, x, regression):
    z = np.maximum(x.astype(np.float64) @ net[0] + net[1], 0) @ net[2] + net[3]
    if regression:
        return z
    if z.shape[1] == 1:
        p = 1 / (1 + np.exp(-z))
        return np.hstack([1 - p, p])
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def main():
    out = {"scikit-learn": sklearn.__version__, "cases": []}
    for name, leaves in [("iris", 4), ("wine", 5), ("breast_cancer_diagnostic", 6), ("diabetes_regression", 8)]:
        regression = "regression" in name
        x, y = table(name)
        y = y.astype(float) if regression else np.unique(y, return_inverse=True)[1]
        test = np.arange(len(x)) % 3 == 2
        net = network(x[~test], y[~test], regression)
        p = scores(net, x, regression)
        case = {"data": name, "leaves": leaves, "minimumLeafSize": 5,
                "network": [a.tolist() for a in net],
                "networkAccuracy": None if regression else float((p.argmax(1) == y)[test].mean())}
        r = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=5, random_state=0).fit(x[~test], p[~test])
        q = r.predict(x).reshape(len(x), -1)
        case["varianceTrainError"] = float(((q - p) ** 2)[~test].sum(1).mean())
        case["varianceTestError"] = float(((q - p) ** 2)[test].sum(1).mean())
        if not regression:
            case["varianceTestFidelity"] = float((q.argmax(1) == p.argmax(1))[test].mean())
            c = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=5, random_state=0).fit(x[~test], p[~test].argmax(1))
            case["giniTrainFidelity"] = float((c.predict(x) == p.argmax(1))[~test].mean())
            case["giniTestFidelity"] = float((c.predict(x) == p.argmax(1))[test].mean())
            c = DecisionTreeClassifier(max_leaf_nodes=40, min_samples_leaf=5, ccp_alpha=0.02, random_state=0).fit(x[~test], p[~test].argmax(1))
            case["prunedLeaves"] = int(c.get_n_leaves())
        out["cases"].append(case)
        print({k: v for k, v in case.items() if k != "network"})
    with open("reference.json", "w") as f:
        json.dump(out, f)


if __name__ == "__main__":
    main()
