"""The steps of the optimizers of packages/core in PyTorch, and the minimum that scikit-learn's L-BFGS reaches.

The steps are those of a 2-3-1 network with tanh on 5 rows, all in float64. The derivative descended is that of half the
mean squared error, as in packages/core.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
import torch
from sklearn.neural_network import MLPRegressor

FIXTURE = Path(__file__).parents[2] / "packages/core/test/fixtures/optimizers.json"
STEPS = [1, 2, 3, 10]

# In the names of packages/core; each once with defaults and once with other settings. SGD's defaults are given below, because
# PyTorch has none; the others must be PyTorch's own.
SPECS = [
    {"type": "gradientDescent", "learningRate": 0.1},
    {"type": "momentum"},
    {"type": "momentum", "learningRate": 0.1, "momentum": 0.5},
    {"type": "nesterov"},
    {"type": "nesterov", "learningRate": 0.1, "momentum": 0.5},
    {"type": "adagrad"},
    {"type": "adagrad", "learningRate": 0.1, "epsilon": 0.01},
    {"type": "rmsProp"},
    {"type": "rmsProp", "learningRate": 0.1, "alpha": 0.8, "epsilon": 0.01},
    {"type": "adam"},
    {"type": "adam", "learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01},
    {"type": "adamW"},
    {"type": "adamW", "learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01, "weightDecay": 0.2},
]


def create(spec, weights, biases):
    kind = spec["type"]
    rate = {"lr": spec["learningRate"]} if "learningRate" in spec else {}
    everything = [*weights, *biases]
    if kind in ("gradientDescent", "momentum", "nesterov"):
        momentum = 0 if kind == "gradientDescent" else spec.get("momentum", 0.9)
        learning_rate = spec.get("learningRate", 0.01)
        return torch.optim.SGD(everything, lr=learning_rate, momentum=momentum, nesterov=kind == "nesterov")
    epsilon = {"eps": spec["epsilon"]} if "epsilon" in spec else {}
    if kind == "adagrad":
        return torch.optim.Adagrad(everything, **rate, **epsilon)
    if kind == "rmsProp":
        alpha = {"alpha": spec["alpha"]} if "alpha" in spec else {}
        return torch.optim.RMSprop(everything, **rate, **alpha, **epsilon)
    betas = {"betas": (spec["beta1"], spec["beta2"])} if "beta1" in spec else {}
    if kind == "adam":
        return torch.optim.Adam(everything, **rate, **betas, **epsilon)
    decay = {"weight_decay": spec["weightDecay"]} if "weightDecay" in spec else {}
    groups = [{"params": weights, **decay}, {"params": biases, "weight_decay": 0}]
    return torch.optim.AdamW(groups, **rate, **betas, **epsilon)


def path(spec, x, y, start):
    W1, b1, W2, b2 = (torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in start)
    optimizer = create(spec, [W1, W2], [b1, b2])
    places = []
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        loss = 0.5 * torch.mean((torch.tanh(x @ W1 + b1) @ W2 + b2 - y) ** 2)
        loss.backward()
        optimizer.step()
        if step in STEPS:
            places.append(flat([part.detach().numpy() for part in (W1, b1, W2, b2)]))
    return places


def flat(parts):
    return np.concatenate([part.ravel() for part in parts]).tolist()


random = np.random.RandomState(1)
x, y = random.randn(5, 2), random.randn(5, 1)
start = [random.randn(2, 3), random.randn(3), random.randn(3, 1), random.randn(1)]
steps = {
    "x": x.tolist(),
    "y": y.ravel().tolist(),
    "start": flat(start),
    "steps": STEPS,
    "paths": [{"optimizer": spec, "places": path(spec, torch.tensor(x), torch.tensor(y), start)} for spec in SPECS],
}

# A 1-10-1 network with tanh is trained on a noisy sine from several starts until it converges. The penalty is large enough for all
# of them to reach the same minimum; with a smaller one there are two or more, and chance decides.
ROWS, HIDDEN, ALPHA = 40, 10, 0.3
x = np.sort(6 * random.rand(ROWS, 1) - 3, axis=0)
y = np.sin(x).ravel() + 0.1 * random.randn(ROWS)
runs = []
for seed in range(5):
    draw = np.random.RandomState(seed)
    parts = [draw.randn(1, HIDDEN), draw.randn(HIDDEN), draw.randn(HIDDEN, 1) / np.sqrt(HIDDEN), np.zeros(1)]
    network = MLPRegressor(
        HIDDEN, activation="tanh", solver="lbfgs", alpha=ALPHA, tol=1e-12, max_iter=1, max_fun=10**6, warm_start=True
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one iteration is no convergence: it only makes the vectors to be filled
        network.fit(x, y)
    W1, b1, W2, b2 = (part.copy() for part in parts)
    network.coefs_, network.intercepts_ = [W1, W2], [b1, b2]
    network.set_params(max_iter=10**5).fit(x, y)
    runs.append({"start": flat(parts), "objective": float(network.loss_)})
    print(f"L-BFGS from start {seed}: {network.loss_:.9f} after {network.n_iter_} iterations")

fixture = {
    "torch": torch.__version__,
    "sklearn": sklearn.__version__,
    "path": steps,
    "rest": {"x": x.ravel().tolist(), "y": y.tolist(), "l2": ALPHA / ROWS, "runs": runs},
}
lines = json.dumps(fixture)
FIXTURE.write_text(lines + "\n")
print(f"{len(SPECS)} paths, {len(runs)} runs, {len(lines)} characters")
