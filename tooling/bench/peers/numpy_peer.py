"""NumPy by hand: everything in place, one flat vector of parameters, sums over rows by BLAS. Argument: float32 or float64."""

import sys
from types import SimpleNamespace

import numpy as np

from protocol import batches_of, serve

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def create(workload):
    dtype = np.dtype(sys.argv[1]).type
    zero = dtype(0)
    rows = workload.batchSize
    count = sum(layer.W.size + layer.b.size for layer in workload.layers)
    parameters, gradients = np.empty(count, dtype), np.empty(count, dtype)
    layers = []
    first = 0
    for layer in workload.layers:
        split, end = first + layer.W.size, first + layer.W.size + layer.units
        W, b = parameters[first:split].reshape(layer.W.shape), parameters[split:end]
        dW, db = gradients[first:split].reshape(layer.W.shape), gradients[split:end]
        W[:], b[:] = layer.W, layer.b
        a, d, mask = (np.empty((rows, layer.units), dtype) for _ in range(3))
        layers.append(SimpleNamespace(W=W, b=b, dW=dW, db=db, a=a, d=d, mask=mask))
        first = end

    hidden, out = layers[:-1], layers[-1]
    ones = np.ones(rows, dtype)
    batches = batches_of(workload, dtype)
    is_softmax = workload.loss == "softmaxCrossEntropy"
    is_adam = workload.optimizer == "adam"
    share = dtype(1 / rows if is_adam else workload.learningRate / rows)
    m, v, work = np.zeros(count, dtype), np.zeros(count, dtype), np.empty(count, dtype)
    dot, maximum, multiply, sign = np.dot, np.maximum, np.multiply, np.sign
    step = 0

    def forward_backward(x, y):
        """Returns the loss and writes the gradients; for plain gradient descent times the learning rate."""
        a = x
        for layer in hidden:
            z = dot(a, layer.W, layer.a)
            z += layer.b
            a = maximum(z, zero, z)
        z = dot(a, out.W, out.a)
        z += out.b
        d = out.d
        if is_softmax:
            z -= z.max(1, keepdims=True)
            np.exp(z, d)
            sums = d.sum(1, keepdims=True)
            loss = (float(np.log(sums).sum()) - float(dot(y.ravel(), z.ravel()))) / rows
            d /= sums
            d -= y
        else:
            np.subtract(z, y, d)
            flat = d.ravel()
            loss = float(dot(flat, flat)) / flat.size
        d *= share
        for i in range(len(layers) - 1, 0, -1):
            layer, below = layers[i], layers[i - 1]
            dot(below.a.T, d, layer.dW)
            dot(ones, d, layer.db)
            mask = sign(below.a, below.mask)
            d = dot(d, layer.W.T, below.d)
            multiply(d, mask, d)
        dot(x.T, d, layers[0].dW)
        dot(ones, d, layers[0].db)
        return loss

    def adam():
        nonlocal m, v
        correction = (1 - BETA2**step) ** 0.5
        rate = workload.learningRate * correction / (1 - BETA1**step)
        m *= dtype(BETA1)
        multiply(gradients, dtype(1 - BETA1), work)
        m += work
        multiply(gradients, gradients, work)
        work_v = multiply(work, dtype(1 - BETA2), work)
        v *= dtype(BETA2)
        v += work_v
        np.sqrt(v, work)
        np.add(work, dtype(EPSILON * correction), work)
        np.divide(m, work, work)
        multiply(work, dtype(rate), work)
        np.subtract(parameters, work, parameters)

    def train(units):
        nonlocal step
        total = 0.0
        for _ in range(units):
            x, y = batches[step % len(batches)]
            step += 1
            total += forward_backward(x, y)
            if is_adam:
                adam()
            else:
                np.subtract(parameters, gradients, parameters)
        return total / units

    return SimpleNamespace(version=np.__version__, rows=rows, train=train)


serve(create)
