"""PyTorch as its users write it: modules, autograd, its own optimizers; eager, float32. Argument: the number of threads."""

import sys
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn

from protocol import batches_of, serve


def create(workload):
    torch.set_num_threads(int(sys.argv[1]))
    modules = []
    for layer in workload.layers:
        linear = nn.Linear(layer.inputs, layer.units)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer.W.T.copy()))
            linear.bias.copy_(torch.from_numpy(layer.b.copy()))
        modules += [linear, nn.ReLU()]
    model = nn.Sequential(*modules[:-1])

    batches = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in batches_of(workload, np.float32)]
    is_softmax = workload.loss == "softmaxCrossEntropy"
    if is_softmax:
        batches = [(x, y.argmax(1)) for x, y in batches]
    criterion = nn.CrossEntropyLoss() if is_softmax else nn.MSELoss()
    if workload.optimizer == "adam":
        # All parameters in one call: faster here than its default.
        optimizer = torch.optim.Adam(model.parameters(), lr=workload.learningRate, foreach=True)
    else:
        # Its mean squared error has twice the gradient of ours.
        optimizer = torch.optim.SGD(model.parameters(), lr=workload.learningRate * (1 if is_softmax else 0.5))
    step = 0

    def train(units):
        nonlocal step
        total = 0.0
        for _ in range(units):
            x, y = batches[step % len(batches)]
            step += 1
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / units

    return SimpleNamespace(version=torch.__version__, rows=workload.batchSize, train=train)


serve(create)
