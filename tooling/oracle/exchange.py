"""Checks that safetensors, ONNX and onnxruntime read the files that core writes; ends with an error if one does not.

Reads models as JSON from standard input: node tooling/exchange/export.mjs | python3 tooling/oracle/exchange.py
"""
import base64
import json
import sys

import numpy as np
import onnx
import onnxruntime
import safetensors
import safetensors.numpy

given = json.load(sys.stdin)
rows = np.array(given["rows"], dtype=np.float32)
worst = 0.0
for model in given["models"]:
    parameters = np.array(model["parameters"])
    tensors = safetensors.numpy.load(base64.b64decode(model["F64"]))
    rounded = safetensors.numpy.load(base64.b64decode(model["F32"]))
    # Members in order; in each the layers in order, then the shortcut; of each W, then b.
    names = sorted(tensors, key=lambda name: (name.split(".")[:2], "shortcut" in name, name.replace("weights", "a")))
    flat = np.concatenate([tensors[name].ravel() for name in names])
    assert flat.dtype == np.float64 and np.array_equal(flat, parameters), f"safetensors, F64: {model['kind']}"
    flat = np.concatenate([rounded[name].ravel() for name in names])
    assert flat.dtype == np.float32 and np.array_equal(flat, parameters.astype(np.float32)), f"F32: {model['kind']}"

    file = base64.b64decode(model["onnx"])
    onnx.checker.check_model(file, full_check=True)
    (predicted,) = onnxruntime.InferenceSession(file).run(["y"], {"x": rows})
    expected = np.array(model["predictions"])
    error = np.max(np.abs(predicted - expected) / np.maximum(model["scale"], np.abs(expected)))
    assert error < 1e-5, f"onnxruntime is off by {error}: {model['kind']}"
    worst = max(worst, error)

versions = f"safetensors {safetensors.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}"
print(f"{len(given['models'])} models read by {versions}; predictions agree to {worst:.1e}")
