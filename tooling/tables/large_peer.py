"""Large tables for `npm run bench:tables`: makes them, and fits scikit-learn's MLP to them.

make ROWS COLUMNS SEED FILE     writes a table whose noise has deviation 1: no model has a lower RMSE
fit TRAIN TEST EPOCHS           prints the RMSE of pandas and MLPRegressor on the test rows; 0 epochs: to its own end
"""
import sys


def make(rows, columns, seed, file):
    import numpy as np

    random = np.random.RandomState(int(seed))
    x = random.randn(int(rows), int(columns))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1] / 2) + 5 * np.abs(x[:, 2]) ** 1.5 + 10 * x[:, 3] + 5 * x[:, 4]
    names = [f"x{j}" for j in range(x.shape[1])] + ["y"]
    table = np.column_stack([x, y + random.randn(len(y))])
    np.savetxt(file, table, fmt="%.5g", delimiter=",", header=",".join(names), comments="")


def fit(train, test, epochs):
    import warnings

    import numpy as np
    import pandas as pd
    from sklearn.neural_network import MLPRegressor
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore")
    table = pd.read_csv(train)
    x, y = table.drop(columns="y").to_numpy(), table["y"].to_numpy()
    del table
    of_x, of_y = StandardScaler().fit(x), StandardScaler().fit(y[:, None])
    x, y = of_x.transform(x), of_y.transform(y[:, None])[:, 0]
    model = MLPRegressor(max_iter=int(epochs) or 200, random_state=0).fit(x, y)
    rows = pd.read_csv(test)
    predicted = of_y.inverse_transform(model.predict(of_x.transform(rows.drop(columns="y").to_numpy()))[:, None])[:, 0]
    print(float(np.sqrt(np.mean((predicted - rows["y"]) ** 2))))


{"make": make, "fit": fit}[sys.argv[1]](*sys.argv[2:])
