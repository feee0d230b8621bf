"""Draws of NumPy's legacy generator (MT19937): what createRandom of packages/core must reproduce, number for number.

Not named random.py: NumPy itself imports a module of that name, and would find this one.
"""

import json
from pathlib import Path

import numpy as np

FIXTURE = Path(__file__).parents[2] / "packages/core/test/fixtures/random.json"
SEEDS = [0, 1, 42, 4294967295, [0], [42], [42, 1], [1, 2, 3], [4294967295, 0, 4294967295], list(range(700))]

# Each seed draws all of these in turn from one generator. Odd counts of randn leave a second value that must be kept
# through draws of other kinds; skipped draws lead past the 624 words after which the generator renews its state.
DRAWS = [
    ("rand", 3),
    ("randn", 3),
    ("rand", 2),
    ("randn", 2),
    ("permutation", 1),
    ("permutation", 2),
    ("permutation", 10),
    ("permutation", 257),
    ("randn", 1),
    ("skip", 1000),
    ("rand", 2),
    ("randn", 4),
]


def draw(random, kind, count):
    if kind == "rand":
        return random.rand(count).tolist()
    if kind == "randn":
        return random.randn(count).tolist()
    if kind == "permutation":
        return random.permutation(count).tolist()
    random.rand(count)
    return []


cases = []
for seed in SEEDS:
    random = np.random.RandomState(seed)
    draws = [{"kind": kind, "count": count, "values": draw(random, kind, count)} for kind, count in DRAWS]
    cases.append({"seed": seed, "draws": draws})

lines = ",\n".join(json.dumps(case) for case in cases)
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text(f'{{"numpy": "{np.__version__}", "cases": [\n{lines}\n]}}\n')
print(f"{len(cases)} seeds, {len(DRAWS)} draws each")
