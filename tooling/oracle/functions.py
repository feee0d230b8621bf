"""Functions of one number to many digits: the reference for packages/core/src/math, and its errors.

Each row is an argument, the double nearest to the exact value, and how far the exact value lies from that double, in
units of the double's last place (ulp). Together they hold the exact value to about 21 digits.

Not named math.py: the other scripts import a module of that name, and some Pythons would find this one.
"""

import json
import math
from pathlib import Path
from random import Random

import mpmath
from mpmath import mp, mpf

FIXTURE = Path(__file__).parents[2] / "packages/core/test/fixtures/math.json"
RANDOM, HARD, DRAWS = 110, 60, 3000
mp.prec = 200
random = Random(1)


def sign():
    return random.choice((-1, 1))


def between(a, b):
    return lambda: random.uniform(a, b)


def of_any_size(a, b):
    return lambda: math.exp(random.uniform(math.log(a), math.log(b)))


def of_either_sign(draw):
    return lambda: sign() * draw()


def beside(*values):
    """Each value and its neighbours, at a border between two formulas of a function."""
    return [y for x in values for y in (math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf))]


def quarter_turns():
    return random.randint(-600000, 600000) * math.pi / 2


# Ranges of random arguments, and arguments that are hard or at a border between two formulas.
FUNCTIONS = {
    "exp": (
        mp.exp,
        [between(-745.1, 709.7), between(-10, 10), between(-1, 1), of_either_sign(of_any_size(1e-20, 1))],
        beside(709.782712893384, -708.3964185322641, -745.133219101941, math.log(2) / 64, 1.0)
        + [-708.5722870039956, -709.8580674308661, -7.007354625717941, -0.20586521546322456, 0.6823234700786064],
    ),
    "expm1": (
        mp.expm1,
        [between(-45, 45), between(-1, 1), of_either_sign(between(0.1, 0.2)), of_either_sign(of_any_size(1e-300, 1))],
        beside(0.125, -0.125, 40.0, -40.0, 709.782712893384, 1.0, 5e-324)
        + [0.1404132887682928, 0.16301122117894007, 0.14038343244116813, -0.16190770360821083, -0.13993934020986476],
    ),
    "log": (
        mp.log,
        [of_any_size(5e-324, 1.7e308), between(0.5, 2), between(0.7, 0.72), between(1.4, 1.42), between(0, 1)],
        beside(math.sqrt(2), math.sqrt(0.5), 1.0, 2.0, 0.5, 1.7976931348623155e308, 2.2250738585072014e-308)
        + [0.7036275801048769, 0.7051970000701399, 1.412839805637857, 1.4109576920545404, 0.7068568210720504, 5e-324],
    ),
    "log1p": (
        mp.log1p,
        [between(0, 1), between(-1, 0), between(0.4, 0.42), between(-0.3, -0.28), of_any_size(1e-300, 1e300)],
        beside(math.sqrt(2) - 1, math.sqrt(0.5) - 1, 1.0, -0.5, 9007199254740992.0, 5e-324, 1.7976931348623155e308)
        + [0.40234764895665115, -0.29415376725212994, 0.4007916250048645, -0.2982858140266337, -0.9999999999999999],
    ),
    "tanh": (
        mp.tanh,
        [of_either_sign(between(0, 0.3)), of_either_sign(between(0.25, 1)), between(-20, 20), of_any_size(1e-300, 1)],
        beside(0.25, 0.265625, 1 / 64, 19.0625, 19.0615, 22.0, 5e-324, 1.0)
        + [-0.45295606390144616, 0.4844340232991951, -0.4847631415827732, -0.24015831072203805, 0.39070536904084824],
    ),
    "sin": (
        mp.sin,
        [between(-math.pi, math.pi), between(-1, 1), between(-(2**20), 2**20), quarter_turns, of_any_size(1e-300, 1)],
        beside(math.pi, math.pi / 2, math.pi / 4, -math.pi / 4, 2.0**20 - 1, 5e-324)
        + [-0.8446446283329416, 0.8561002075279553, 0.8249238097065374, -39426.12930860347],
    ),
    "cos": (
        mp.cos,
        [between(0, math.pi), between(-1, 1), between(-(2**20), 2**20), quarter_turns, of_any_size(1e-300, 1)],
        beside(math.pi, math.pi / 2, math.pi / 4, -math.pi / 4, 2.0**20 - 1, 5e-324)
        + [2.3244567051711953, 2.39842154147107, -0.7905047176334681, -701499.5084256101],
    ),
}

# For powers: bases of moving averages and others, with exponents up to underflow or overflow.
POWERS = [
    lambda: (random.choice((0.5, 0.9, 0.99, 0.999, 0.9999)), random.randint(1, 7000)),
    lambda: (random.uniform(0.5, 1), random.randint(1, 400)),
    lambda: (sign() * of_any_size(1e-5, 1e5)(), random.randint(1, 60)),
    lambda: (1 - of_any_size(1e-12, 1e-5)(), int(of_any_size(1, 1e9)())),
    lambda: (1 + of_any_size(1e-12, 1e-5)(), int(of_any_size(1, 1e7)())),
]


def judged(arguments, exact):
    """The row, or None if the exact value is too large for a double."""
    nearest = float(exact)
    if math.isinf(nearest):
        return None
    return [*arguments, nearest, round(float((exact - mpf(nearest)) / mpf(math.ulp(nearest))), 5)]


def exactly(function, x):
    with mp.workprec(1400 if abs(x) < 1e-30 else 200):
        return function(mpf(x))


def power(base, n):
    with mp.workprec(300):
        return mp.power(mpf(base), n)


def rows(draws, judge, chosen=()):
    """Random rows, rows whose exact value is almost halfway between two doubles, and the chosen ones."""
    drawn = [row for row in (judge(draws[i % len(draws)]()) for i in range(DRAWS)) if row]
    easy, others = drawn[:RANDOM], drawn[RANDOM:]
    hard = sorted(others, key=lambda row: -abs(row[-1]))[:HARD]
    return easy + hard + [row for row in map(judge, chosen) if row]


functions = {
    name: rows(draws, lambda x, function=function: judged([x], exactly(function, x)), chosen)
    for name, (function, draws, chosen) in FUNCTIONS.items()
}
functions["powInt"] = rows(POWERS, lambda pair: judged(pair, power(*pair)))

parts = (f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in table) + "\n]" for name, table in functions.items())
FIXTURE.write_text(f'{{"mpmath": "{mpmath.__version__}", "functions": {{\n' + ",\n".join(parts) + "\n}}\n")
print(", ".join(f"{name}: {len(table)}" for name, table in functions.items()))
