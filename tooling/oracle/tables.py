"""The test RMSE of scikit-learn on the tables, over 20 seeded 90/10 splits, with the same rows as ours.

Reads the tables as JSON from standard input: node tooling/tables/export.ts | python3 tooling/oracle/tables.py
Writes tooling/tables/peers.json. Splits are drawn as `split` of core does: NumPy's legacy generator, seeded by [seed, 2].
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
SPLITS = 20


def network(**settings):
    return TransformedTargetRegressor(
        make_pipeline(StandardScaler(), MLPRegressor(**settings)), transformer=StandardScaler()
    )


def peers(seed):
    return {
        "least squares": LinearRegression(),
        "MLPRegressor (100,)": network(random_state=seed),
        "MLPRegressor (50,) alpha 0.01": network(
            hidden_layer_sizes=(50,), alpha=0.01, max_iter=400, random_state=seed
        ),
    }


def rmse(predicted, actual):
    return float(np.sqrt(np.mean((predicted - actual) ** 2)))


results = {}
for name, table in json.load(sys.stdin).items():
    x, y = np.array(table["x"]), np.array(table["y"])
    results[name] = {peer: [] for peer in peers(0)}
    for seed in range(SPLITS):
        order = np.random.RandomState([seed, 2]).permutation(len(y))
        count = min(len(y) - 1, max(1, int(np.floor(0.9 * len(y) + 0.5))))
        train, test = order[:count], order[count:]
        for peer, model in peers(seed).items():
            model.fit(x[train], y[train])
            results[name][peer].append(rmse(model.predict(x[test]), y[test]))

path = Path(__file__).parent.parent / "tables" / "peers.json"
path.write_text(json.dumps({"scikit-learn": sklearn.__version__, "rmse": results}, indent=1) + "\n")
