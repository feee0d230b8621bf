"""The protocol of a competitor's process, for Python; see protocol.mjs, which does the same."""

import json
import sys
import time
from types import SimpleNamespace

import numpy as np

WARM_MS = 500
CALL_MS = 20


def serve(create):
    """Replies to the parent until it closes the pipe. `create(workload)` returns an object with `version`, `rows` and `train(units)`."""
    peer = None
    per_call = 1

    def train_for(ms):
        nonlocal per_call
        processor_start = time.process_time()
        start = time.perf_counter()
        units = 0
        first = last = None
        wall = 0.0
        while wall < ms / 1e3:
            last = peer.train(per_call)
            first = last if first is None else first
            units += per_call
            before = wall
            wall = time.perf_counter() - start
            per_call = max(1, min(round(per_call * CALL_MS / 1e3 / (wall - before)), 4 * per_call))
        processor = time.process_time() - processor_start
        return {"rows": units * peer.rows, "processor": processor, "wall": wall, "first": first, "last": last}

    for line in sys.stdin:
        message = json.loads(line)
        if "workload" in message:
            workload = with_numbers(message["workload"])
            peer = create(workload)
            first = peer.train(1)
            more = round(workload.checkBatches * workload.batchSize / peer.rows) - 1
            check = (first + more * peer.train(more)) / (1 + more) if more > 0 else first
            start = time.perf_counter()
            peer.train(1)
            if time.perf_counter() - start < WARM_MS / 1e3:
                train_for(WARM_MS)
            reply({"ready": {"version": peer.version, "first": first, "check": check}})
        else:
            reply(train_for(message["run"]))


def reply(message):
    print(json.dumps(message), flush=True)


def with_numbers(workload):
    """The workload with its numbers: x, y, and the initial W [inputs, units] and b of each layer, all float64."""
    parameters = np.fromfile(workload["files"]["parameters"])
    inputs = workload["inputs"]
    first = 0
    layers = []
    for units in workload["units"]:
        W = parameters[first : first + inputs * units].reshape(inputs, units)
        b = parameters[first + inputs * units : first + inputs * units + units]
        layers.append(SimpleNamespace(inputs=inputs, units=units, W=W, b=b))
        first += inputs * units + units
        inputs = units
    x = np.fromfile(workload["files"]["x"]).reshape(workload["rows"], workload["inputs"])
    y = np.fromfile(workload["files"]["y"]).reshape(workload["rows"], inputs)
    return SimpleNamespace(**{**workload, "layers": layers, "outputs": inputs, "x": x, "y": y})


def batches_of(workload, dtype):
    """Full batches in the order of the rows; a smaller last batch is dropped."""
    size = workload.batchSize
    starts = range(0, workload.rows - size + 1, size)
    x = np.ascontiguousarray(workload.x, dtype)
    y = np.ascontiguousarray(workload.y, dtype)
    return [(x[i : i + size], y[i : i + size]) for i in starts]
