"""
scikit-learn's MLP: `partial_fit`, which passes over the rows once; with the full batch `fit`, which does many epochs in one
call. Rows are not shuffled. Argument: float32 or float64.
"""

import sys
import warnings
from types import SimpleNamespace

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

from protocol import serve

# Warnings about convergence are expected here.
warnings.simplefilter("ignore")


def create(workload):
    is_softmax = workload.loss == "softmaxCrossEntropy"
    x = workload.x.astype(sys.argv[1])
    y = workload.y.argmax(1) if is_softmax else workload.y.astype(sys.argv[1]).ravel()
    make = MLPClassifier if is_softmax else MLPRegressor
    model = make(
        hidden_layer_sizes=tuple(workload.units[:-1]),
        solver="adam" if workload.optimizer == "adam" else "sgd",
        momentum=0,
        alpha=0,
        batch_size=workload.batchSize,
        learning_rate_init=workload.learningRate,
        shuffle=False,
        random_state=0,
    )
    options = {"classes": np.arange(workload.outputs)} if is_softmax else {}
    # The first call creates the parameters; then set them to the common initial values, and reset the optimizer's state.
    size = workload.batchSize
    model.partial_fit(x[:size], y[:size], **options)
    for W, b, layer in zip(model.coefs_, model.intercepts_, workload.layers):
        W[:], b[:] = layer.W, layer.b
    if workload.optimizer == "adam":
        adam = model._optimizer
        adam.t = 0
        for memory in adam.ms + adam.vs:
            memory[:] = 0
    model.t_ = 0
    model.loss_curve_ = []
    # Its squared error is half of ours.
    factor = 1 if is_softmax else 2

    def train_epochs(epochs):
        model.set_params(warm_start=True, max_iter=epochs, tol=0, n_iter_no_change=epochs)
        model.fit(x, y)
        return factor * sum(model.loss_curve_[-epochs:]) / epochs

    if size == workload.rows:
        return SimpleNamespace(version=sklearn.__version__, rows=workload.rows, train=train_epochs)

    # Part of an epoch in each call, since an epoch may take long.
    rows = size * min(20, workload.checkBatches)
    parts = [(x[i : i + rows], y[i : i + rows]) for i in range(0, workload.rows - rows + 1, rows)]
    step = 0

    def train(units):
        nonlocal step
        total = 0.0
        for _ in range(units):
            model.partial_fit(*parts[step % len(parts)])
            step += 1
            total += factor * model.loss_
        return total / units

    return SimpleNamespace(version=sklearn.__version__, rows=rows, train=train)


serve(create)
