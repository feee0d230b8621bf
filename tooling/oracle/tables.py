"""What scikit-learn reaches on the tables with its defaults: RMSE or, for classes, log loss on the test rows of each split.

Reads the tables as JSON from standard input: node tooling/tables/export.ts [--tables folder] | python3 tooling/oracle/tables.py
Updates tooling/tables/peers.json, table by table. Inputs are scaled for all, targets too; a hash names the table and its splits.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
PATH = Path(__file__).parent.parent / "tables" / "peers.json"


def regressors(seed):
    models = {
        "ridge": Ridge(),
        "MLP": MLPRegressor(random_state=seed),
        "boosting": HistGradientBoostingRegressor(random_state=seed),
        "forest": RandomForestRegressor(300, random_state=seed),
    }
    scaled = lambda model: TransformedTargetRegressor(make_pipeline(StandardScaler(), model), transformer=StandardScaler())
    return {name: scaled(model) for name, model in models.items()}


def classifiers(seed):
    models = {
        "logistic": LogisticRegression(),
        "MLP": MLPClassifier(random_state=seed),
        "boosting": HistGradientBoostingClassifier(random_state=seed),
    }
    return {name: make_pipeline(StandardScaler(), model) for name, model in models.items()}


def score(model, x, y, is_class):
    if is_class:
        return float(log_loss(y, model.predict_proba(x), labels=model.classes_))
    return float(np.sqrt(np.mean((model.predict(x) - y) ** 2)))


def evaluate(table):
    x, y, is_class = np.array(table["x"]), np.array(table["y"]), table["isClass"]
    losses = {}
    for seed, test in enumerate(table["splits"]):
        train = np.setdiff1d(np.arange(len(y)), test)
        for name, model in (classifiers if is_class else regressors)(seed).items():
            model.fit(x[train], y[train])
            losses.setdefault(name, []).append(float("%.6g" % score(model, x[test], y[test], is_class)))
    return {"hash": table["hash"], "losses": losses}


peers = json.loads(PATH.read_text()) if PATH.exists() else {}
peers["scikit-learn"] = sklearn.__version__
for name, table in json.load(sys.stdin).items():
    peers.setdefault("tables", {})[name] = evaluate(table)
    PATH.write_text(json.dumps(peers, indent=1) + "\n")
