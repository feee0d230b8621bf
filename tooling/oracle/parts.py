"""Activations, losses, schedules and metrics of packages/core, as PyTorch and scikit-learn compute them, in float64.

Values and gradients (by automatic differentiation, not by our formulas) on a fixed grid and a fixed batch; schedules
epoch by epoch, one update each. Where our convention differs, the test that reads the fixture says so.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import sklearn.metrics
import torch
import torch.nn.functional as F

FIXTURE = Path(__file__).parents[2] / "packages/core/test/fixtures/parts.json"

torch.set_default_dtype(torch.float64)

# Including the kinks at 0 and ±3, and large numbers.
Z = [-700.0, -20.0, *np.arange(-6, 6.25, 0.5).tolist(), 0.1, -0.7, 20.0, 700.0]

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": F.relu,
    "leakyRelu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": lambda z: F.softplus(z, threshold=1000),
    "sigmoid": torch.sigmoid,
    # By definition: PyTorch's own hardsigmoid has a derivative of 1/6 in single precision, 0.16666667163372.
    "hardSigmoid": lambda z: F.relu6(z + 3) / 6,
    "tanh": torch.tanh,
    # PyTorch has no derivative of its step function: 0 by definition.
    "step": lambda z: torch.heaviside(z.detach(), torch.ones(())) + 0 * z,
}

# Errors small and large, of both signs, 0, and exactly at the kink of Huber's loss.
PREDICTED = [[0.3, -1.2, 2.0], [4.0, 0.5, -7.5], [1.0, 1.0, 12.0], [-0.4, 0.0, 0.9]]
TARGET = [[0.1, 1.1, 2.0], [-3.0, 0.6, 1.5], [0.0, 2.0, 11.0], [-0.5, 0.0, 1.4]]
SPREAD = [[0.0, -2.0, 3.0], [-0.5, 1.5, 6.0], [2.5, -4.0, 0.2], [-1.0, 1.0, -3.0]]
BINARY = [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.3, 0.5, 1.0], [1.0, 1.0, 0.0]]
CLASSES = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5], [0.0, 0.0, 1.0]]


def pinball(predicted, target, q):
    error = target - predicted
    losses = torch.maximum(q * error, (q - 1) * error)
    # As a second reference, and since PyTorch has no such loss.
    for row in range(len(target)):
        says = sklearn.metrics.mean_pinball_loss(target[row], predicted[row].detach(), alpha=q)
        assert abs(says - losses[row].mean().item()) < 1e-12
    return losses


def gaussian(predicted, target):
    mean, spread = predicted.chunk(2, dim=1)
    variance = F.softplus(spread, threshold=1000) + 1e-6
    return F.gaussian_nll_loss(mean, target, variance, reduction="none")


# The loss of each number; a row's loss is their mean. For quantiles no prediction equals its target: there the derivative is a
# value between in PyTorch, and 0 in packages/core.
LOSSES = [
    ("meanSquaredError", {}, TARGET, lambda p, y: F.mse_loss(p, y, reduction="none")),
    ("meanAbsoluteError", {}, TARGET, lambda p, y: F.l1_loss(p, y, reduction="none")),
    ("huber", {}, TARGET, lambda p, y: F.huber_loss(p, y, reduction="none")),
    ("huber", {"delta": 2.5}, TARGET, lambda p, y: F.huber_loss(p, y, delta=2.5, reduction="none")),
    ("logCosh", {}, TARGET, lambda p, y: torch.log(torch.cosh(p - y))),
    ("quantile", {}, BINARY, lambda p, y: pinball(p, y, 0.5)),
    ("quantile", {"q": 0.9}, BINARY, lambda p, y: pinball(p, y, 0.9)),
    ("gaussianNll", {}, TARGET, gaussian),
    ("binaryCrossEntropy", {}, BINARY, lambda p, y: F.binary_cross_entropy_with_logits(p, y, reduction="none")),
    ("softmaxCrossEntropy", {}, CLASSES, lambda p, y: F.cross_entropy(p, y, reduction="none").unsqueeze(1)),
]


def differentiate(function, x):
    x = torch.tensor(x, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return y.detach(), x.grad


def activation(function):
    a, slope = differentiate(function, Z)
    return {"a": a.tolist(), "slope": slope.tolist()}


def loss(name, settings, target, function):
    predicted = PREDICTED
    if name == "gaussianNll":
        predicted = [means + spreads for means, spreads in zip(PREDICTED, SPREAD)]
    rows, gradient = differentiate(lambda p: function(p, torch.tensor(target)).mean(dim=1), predicted)
    return {
        "loss": name,
        "settings": settings,
        "predicted": np.ravel(predicted).tolist(),
        "target": np.ravel(target).tolist(),
        "rowLosses": rows.tolist(),
        "gradient": gradient.flatten().tolist(),
    }


EPOCHS = 12
WATCHED = [5.0, 4.0, 4.0, 6.0, 3.0, 3.0, 3.0, 3.5, 4.0, 4.0, 2.0, 2.0]

schedulers = torch.optim.lr_scheduler
SCHEDULES = [
    ("step", {"epochs": 5, "factor": 0.3}, lambda o: schedulers.StepLR(o, step_size=5, gamma=0.3)),
    ("exponential", {"factor": 0.9}, lambda o: schedulers.ExponentialLR(o, gamma=0.9)),
    ("cosine", {"floor": 0.1}, lambda o: schedulers.CosineAnnealingLR(o, T_max=EPOCHS, eta_min=0.1)),
    ("warmUp", {"steps": 8}, lambda o: schedulers.LinearLR(o, start_factor=1 / 8, total_iters=7)),
    # PyTorch reduces the rate when the epochs without a lower loss exceed its patience.
    (
        "plateau",
        {"factor": 0.5, "patience": 2, "floor": 0.2},
        lambda o: schedulers.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0, min_lr=0.2, eps=0),
    ),
]


def schedule(name, settings, create):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = create(optimizer)
    factors = []
    for watched in WATCHED:
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if name == "plateau":
            scheduler.step(watched)
        else:
            scheduler.step()
    return {"schedule": name, "settings": settings, "factors": factors}


def scores(predicted, actual):
    return {
        "rmse": sklearn.metrics.mean_squared_error(actual, predicted, squared=False),
        "mae": sklearn.metrics.mean_absolute_error(actual, predicted),
        "r2": sklearn.metrics.r2_score(actual, predicted),
        "mse": sklearn.metrics.mean_squared_error(actual, predicted),
        "medianAbsoluteError": sklearn.metrics.median_absolute_error(actual, predicted),
        "maxError": sklearn.metrics.max_error(actual, predicted),
        "bias": float(np.mean(np.subtract(predicted, actual))),
    }


fixture = {
    "torch": torch.__version__,
    "sklearn": sklearn.__version__,
    "z": Z,
    "activations": {name: activation(function) for name, function in ACTIVATIONS.items()},
    "losses": [loss(*case) for case in LOSSES],
    "watched": WATCHED,
    "schedules": [schedule(*case) for case in SCHEDULES],
    "metrics": [
        {"predicted": predicted, "actual": actual, "scores": scores(predicted, actual)}
        for predicted, actual in [(np.ravel(PREDICTED).tolist(), np.ravel(TARGET).tolist()), (PREDICTED[1], TARGET[2])]
    ],
}
lines = ",\n".join(f'"{key}": {json.dumps(value)}' for key, value in fixture.items())
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text(f"{{\n{lines}\n}}\n")
print(f"{len(ACTIVATIONS)} activations, {len(LOSSES)} losses, {len(SCHEDULES)} schedules, {FIXTURE.stat().st_size} bytes")
