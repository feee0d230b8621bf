"""
NumPy as most people write it, and as in the notebook: a new array for every result, a list of parameters for each layer.
Argument: float32 or float64.
"""

import sys
from types import SimpleNamespace

import numpy as np

from protocol import batches_of, serve

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def create(workload):
    dtype = np.dtype(sys.argv[1]).type
    learning_rate = dtype(workload.learningRate)
    is_softmax = workload.loss == "softmaxCrossEntropy"
    is_adam = workload.optimizer == "adam"
    weights = [layer.W.astype(dtype) for layer in workload.layers]
    biases = [layer.b.astype(dtype).reshape(1, -1) for layer in workload.layers]
    parameters = weights + biases
    m = [np.zeros_like(p) for p in parameters]
    v = [np.zeros_like(p) for p in parameters]
    batches = batches_of(workload, dtype)
    last = len(weights) - 1
    step = 0

    def forward_backward(x, y):
        rows = len(x)
        activations = [x]
        for layer in range(last + 1):
            z = activations[-1] @ weights[layer] + biases[layer]
            activations.append(np.maximum(z, 0) if layer < last else z)
        z = activations[-1]
        if is_softmax:
            exponentials = np.exp(z - z.max(axis=1, keepdims=True))
            p = exponentials / exponentials.sum(axis=1, keepdims=True)
            loss = -np.mean(np.sum(y * np.log(p), axis=1))
            dz = (p - y) / rows
        else:
            loss = np.mean((z - y) ** 2)
            dz = (z - y) / rows
        dW, db = [None] * (last + 1), [None] * (last + 1)
        for layer in range(last, -1, -1):
            dW[layer] = activations[layer].T @ dz
            db[layer] = np.sum(dz, axis=0, keepdims=True)
            if layer > 0:
                dz = (dz @ weights[layer].T) * (activations[layer] > 0)
        return loss, dW + db

    def train(units):
        nonlocal step
        total = 0.0
        for _ in range(units):
            x, y = batches[step % len(batches)]
            step += 1
            loss, gradients = forward_backward(x, y)
            total += float(loss)
            for i, gradient in enumerate(gradients):
                if is_adam:
                    m[i] = BETA1 * m[i] + (1 - BETA1) * gradient
                    v[i] = BETA2 * v[i] + (1 - BETA2) * gradient**2
                    m_hat = m[i] / (1 - BETA1**step)
                    v_hat = v[i] / (1 - BETA2**step)
                    parameters[i] -= learning_rate * m_hat / (np.sqrt(v_hat) + EPSILON)
                else:
                    parameters[i] -= learning_rate * gradient
        return total / units

    return SimpleNamespace(version=np.__version__, rows=workload.batchSize, train=train)


serve(create)
