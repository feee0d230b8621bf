"""What people use instead of the command, as they write it: NumPy, pandas and scikit-learn. One job a process.

notebook                        the notebook's training; prints its last line
fit MODEL TRAIN TEST TARGET     mlp or boosting; prints the RMSE on the test rows
save FILE TRAIN TARGET          an MLP with its encoding, as a file
predict FILE TABLE OUT          the table with predictions, written as CSV
cv TABLE TARGET PROCESSES       an MLP in 10 folds; prints the mean RMSE
search TRAIN TEST TARGET        20 settings of an MLP by random search; prints the RMSE of the best on the test rows
"""
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def notebook():
    np.random.seed(42)
    W1, b1 = np.random.randn(1, 10), np.zeros((1, 10))
    W2, b2 = np.random.randn(10, 1), np.zeros((1, 1))
    X = np.random.rand(100, 1)
    y = 3 * X + 2 + np.random.randn(100, 1) * 0.1
    for epoch in range(1000):
        Z1 = X @ W1 + b1
        A1 = np.maximum(0, Z1)
        predicted = A1 @ W2 + b2
        if epoch % 100 == 0:
            print(f"Epoch {epoch}, Loss: {np.mean((predicted - y) ** 2):.4f}")
        dZ2 = predicted - y
        dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
        dW2, db2 = A1.T @ dZ2 / 100, np.sum(dZ2, axis=0, keepdims=True) / 100
        dW1, db1 = X.T @ dZ1 / 100, np.sum(dZ1, axis=0, keepdims=True) / 100
        W1, b1, W2, b2 = W1 - 0.01 * dW1, b1 - 0.01 * db1, W2 - 0.01 * dW2, b2 - 0.01 * db2
    print(f"Predicted value for input 1.5: {(np.maximum(0, 1.5 * W1 + b1) @ W2 + b2)[0, 0]}")


def read(file, target):
    """Columns of texts with few values become columns of 0 and 1; missing numbers become the mean."""
    import pandas as pd

    table = pd.read_csv(file)
    table = table[table[target].notna()]
    texts = table.select_dtypes("object")
    table = table.drop(columns=[name for name in texts if texts[name].nunique() > 20])
    return table.drop(columns=target), table[target].to_numpy()


def create(kind, x):
    from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    encode = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore", sparse=False), make_column_selector(dtype_include=object)),
        (make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include=np.number)),
    )
    if kind == "boosting":
        return make_pipeline(encode, HistGradientBoostingRegressor(random_state=0))
    model = MLPRegressor(max_iter=1000, random_state=0)
    return TransformedTargetRegressor(make_pipeline(encode, model), transformer=StandardScaler())


def print_rmse(model, test, target):
    x, y = read(test, target)
    print(float(np.sqrt(np.mean((model.predict(x) - y) ** 2))))


def fit(kind, train, test, target):
    x, y = read(train, target)
    print_rmse(create(kind, x).fit(x, y), test, target)


def save(file, train, target):
    import joblib

    x, y = read(train, target)
    joblib.dump(create("mlp", x).fit(x, y), file)


def predict(file, table, out):
    import joblib
    import pandas as pd

    rows = pd.read_csv(table)
    rows["predicted"] = joblib.load(file).predict(rows)
    rows.to_csv(out, index=False)


def cv(table, target, processes):
    from sklearn.model_selection import KFold, cross_val_score

    x, y = read(table, target)
    folds = KFold(10, shuffle=True, random_state=0)
    scoring = "neg_root_mean_squared_error"
    print(-cross_val_score(create("mlp", x), x, y, cv=folds, scoring=scoring, n_jobs=int(processes)).mean())


def search(train, test, target):
    from scipy.stats import loguniform
    from sklearn.model_selection import RandomizedSearchCV, ShuffleSplit

    x, y = read(train, target)
    at = "regressor__mlpregressor__"
    settings = {
        at + "hidden_layer_sizes": [(16,), (32,), (64,), (32, 32), (64, 64)],
        at + "activation": ["relu", "tanh"],
        at + "learning_rate_init": loguniform(5e-4, 2e-2),
        at + "alpha": loguniform(1e-4, 1),
        at + "batch_size": [16, 32, 64],
    }
    split = ShuffleSplit(1, test_size=0.2, random_state=0)
    found = RandomizedSearchCV(create("mlp", x), settings, n_iter=20, cv=split, n_jobs=2, random_state=0).fit(x, y)
    print_rmse(found, test, target)


names = {"notebook": notebook, "fit": fit, "save": save, "predict": predict, "cv": cv, "search": search}
names[sys.argv[1]](*sys.argv[2:])
