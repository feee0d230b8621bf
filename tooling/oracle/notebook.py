"""The beginner's notebook that epochal grew from, run by NumPy: what packages/core must reproduce.

A 1-10-1 network with ReLU learns y = 3x + 2 from 100 noisy rows by gradient descent on the full batch.
"""

import json
from pathlib import Path

import numpy as np

FIXTURE = Path(__file__).parents[2] / "packages/core/test/fixtures/notebook.json"
HIDDEN, ROWS, EPOCHS, LEARNING_RATE = 10, 100, 1000, 0.01

# The order of these draws must be reproduced.
np.random.seed(42)
W1 = np.random.randn(1, HIDDEN)
b1 = np.zeros((1, HIDDEN))
W2 = np.random.randn(HIDDEN, 1)
b2 = np.zeros((1, 1))
X = np.random.rand(ROWS, 1)
y = 3 * X + 2 + np.random.randn(ROWS, 1) * 0.1

weights = {"W1": W1.ravel().tolist(), "W2": W2.ravel().tolist()}


def forward(x):
    Z1 = x @ W1 + b1
    A1 = np.maximum(0, Z1)
    return Z1, A1, A1 @ W2 + b2


losses = []
for _ in range(EPOCHS):
    Z1, A1, predicted = forward(X)
    losses.append(float(np.mean((predicted - y) ** 2)))

    dZ2 = predicted - y
    dW2 = A1.T @ dZ2 / ROWS
    db2 = np.sum(dZ2, axis=0, keepdims=True) / ROWS
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    dW1 = X.T @ dZ1 / ROWS
    db1 = np.sum(dZ1, axis=0, keepdims=True) / ROWS

    W1 = W1 - LEARNING_RATE * dW1
    b1 = b1 - LEARNING_RATE * db1
    W2 = W2 - LEARNING_RATE * dW2
    b2 = b2 - LEARNING_RATE * db2

fixture = {
    "numpy": np.__version__,
    "weights": weights,
    "x": X.ravel().tolist(),
    "y": y.ravel().tolist(),
    "losses": losses,
    "prediction": {"x": 1.5, "y": float(forward(np.array([[1.5]]))[2][0, 0])},
}
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text(json.dumps(fixture, indent=1) + "\n")

for epoch in range(0, EPOCHS, 100):
    print(f"Epoch {epoch}, Loss: {losses[epoch]:.4f}")
print(f"Predicted value for input 1.5: {fixture['prediction']['y']}")
