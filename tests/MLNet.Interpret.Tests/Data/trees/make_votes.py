"""Makes votes.json: networks for the votes in Congress, for 10-fold cross-validation. Run: python3 make_votes.py votes.csv

The data are not kept here: votes.csv has a header, 16 votes of y, n or nothing, and the party as the last column, in the order of the R
package mlbench. The vote that alone tells nearly all, physician-fee-freeze, is left out. A vote is read as three numbers, 1 for the answer that
was given and 0 for the others: n, y, ? (nothing)."""
import csv, json, sys
import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

with open(sys.argv[1]) as f:
    rows = list(csv.reader(f))
names, rows = rows[0][:-1], rows[1:]
kept = [i for i, n in enumerate(names) if n != "physician-fee-freeze"]
x = np.array([[v == r[i] for i in kept for v in ("n", "y", "")] for r in rows], float)
y = np.array([r[-1] == "republican" for r in rows], int)
fold = np.arange(len(x)) % 10
out = {"scikit-learn": sklearn.__version__, "features": [names[i] for i in kept], "values": ["n", "y", "?"], "folds": []}
for f in range(10):
    m = MLPClassifier((5,), max_iter=2000, random_state=f, alpha=3, solver="lbfgs").fit(x[fold != f], y[fold != f])
    digits = lambda a: [[float(f"{v:.4g}") for v in r] for r in np.atleast_2d(a)]
    out["folds"].append({"accuracy": round(float(m.score(x[fold == f], y[fold == f])), 4),
                         "network": [digits(m.coefs_[0]), digits(m.intercepts_[0]), digits(m.coefs_[1]), digits(m.intercepts_[1])]})
print("accuracy", np.mean([f["accuracy"] for f in out["folds"]]))
with open("votes.json", "w") as f:
    json.dump(out, f)
