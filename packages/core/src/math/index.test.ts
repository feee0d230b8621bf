import fc from "fast-check";
import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/math.json" with { type: "json" };
import {
  cos,
  exp,
  expm1,
  exponentOf,
  log,
  log1p,
  productError,
  sumError,
  powerOfTwo,
  powInt,
  scale,
  sin,
  tanh,
} from "./index.ts";

const functions = { exp, expm1, log, log1p, tanh, sin, cos };
type Name = keyof typeof functions;
const names = Object.keys(functions) as Name[];

/** The error bound in the comment of each function, in ulp. */
const claims: Record<Name, number> = { exp: 0.6, expm1: 0.8, log: 0.7, log1p: 0.7, tanh: 0.6, sin: 0.8, cos: 0.8 };

const LEAST_NORMAL = 2 ** -1022;

/** The distance to the next double away from 0. */
function ulp(value: number): number {
  const double = Float64Array.of(Math.abs(value));
  new BigUint64Array(double.buffer)[0] += 1n;
  return double[0] - Math.abs(value);
}

/** The error of `got`, in ulp of the double nearest to the exact value; that double is `offset` ulp below the exact value. */
function errorInUlp(got: number, nearest: number, offset: number): number {
  return Math.abs((got - nearest) / ulp(nearest) - offset);
}

/** Any finite double, and numbers of ordinary size equally often. */
const anyDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
);

/** The domain of sin and cos. */
const anyAngle = fc.oneof(
  fc.double({ min: -1048576, max: 1048576, noNaN: true }),
  fc.double({ min: -4, max: 4, noNaN: true }),
);

describe("every value of the oracle", () => {
  test.each(names)("is matched by %s, within its error bound", (name) => {
    const rows = fixture.functions[name];
    expect(rows.length).toBeGreaterThan(150);
    const missed = rows.filter(([x, nearest, offset]) => {
      const claimed = Math.abs(nearest) < LEAST_NORMAL ? 1 : claims[name];
      return !(errorInUlp(functions[name](x), nearest, offset) < claimed);
    });
    expect(missed).toEqual([]);
  });

  test("is matched by powInt, within its error bound", () => {
    expect(fixture.functions.powInt.length).toBeGreaterThan(150);
    const missed = fixture.functions.powInt.filter(([base, n, nearest, offset]) => {
      const claimed = Math.abs(nearest) < LEAST_NORMAL ? 1 : 0.51;
      return !(errorInUlp(powInt(base, n), nearest, offset) < claimed);
    });
    expect(missed).toEqual([]);
  });
});

const NEAREST_TO_1 = 1 - 2 ** -53;
/** Special arguments: signed zeros, infinities, NaN, and the arguments on both sides of each threshold. */
const special: Record<Name, [x: number, value: number][]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [5e-324, 1],
    [709.782712893384, 1.7976931348622732e308],
    [709.7827128933841, Infinity],
    [Infinity, Infinity],
    [-745.1332191019411, 5e-324],
    [-745.1332191019412, 0],
    [-745.1332191019413, 0],
    [-Infinity, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
    [-37, -NEAREST_TO_1],
    [-40, -1],
    [-1e308, -1],
    [-Infinity, -1],
    [709.7827128933841, Infinity],
    [Infinity, Infinity],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-5e-324, NaN],
    [-1, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [5e-324, -744.4400719213812],
    [Number.MAX_VALUE, 709.782712893384],
    [Math.E, 1],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
    [-1, -Infinity],
    [-1.0000000000000002, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [Number.MAX_VALUE, 709.782712893384],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [5e-324, 5e-324],
    [19, NEAREST_TO_1],
    [19.0625, 1],
    [-19.0625, -1],
    [Infinity, 1],
    [-Infinity, -1],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [5e-324, 5e-324],
    [Math.PI, 1.2246467991473532e-16],
    [Math.PI / 2, 1],
    [1048576.1, NaN],
    [-Infinity, NaN],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [5e-324, 1],
    [Math.PI, -1],
    [Math.PI / 2, 6.123233995736766e-17],
    [-1048576.1, NaN],
    [Infinity, NaN],
  ],
};

describe.each(names)("%s", (name) => {
  const f = functions[name];
  const native = Math[name];

  test.each([...special[name], [NaN, NaN] as [number, number]])("of %d is %d", (x, value) => {
    expect(f(x)).toBe(value);
  });

  test("is within two last places of the engine's own function, for any number", () => {
    fc.assert(
      fc.property(name === "sin" || name === "cos" ? anyAngle : anyDouble, (x) => {
        const expected = native(x);
        const isNear = Math.abs(f(x) - expected) <= 2 * ulp(expected);
        expect(isNear || Object.is(f(x), expected)).toBe(true); // the same if it is not finite
      }),
      { numRuns: 5000 },
    );
  });
});

test("tanh and sin are odd and cos is even, bit for bit", () => {
  fc.assert(
    fc.property(anyAngle, (x) => {
      expect(tanh(-x)).toBe(-tanh(x));
      expect(sin(-x)).toBe(-sin(x));
      expect(cos(-x)).toBe(cos(x));
    }),
    { numRuns: 1000 },
  );
});

test("tanh, sin and cos stay in [−1, 1], and exp is never negative", () => {
  fc.assert(
    fc.property(anyDouble, anyAngle, (x, angle) => {
      expect(Math.abs(tanh(x))).toBeLessThanOrEqual(1);
      expect(exp(x)).toBeGreaterThanOrEqual(0);
      expect(Math.max(Math.abs(sin(angle)), Math.abs(cos(angle)))).toBeLessThanOrEqual(1);
    }),
    { numRuns: 5000 },
  );
});

describe("powInt", () => {
  const cases: [base: number, n: number, value: number][] = [
    [3, 20, 3486784401],
    [-3, 3, -27],
    [-3, 4, 81],
    [0.5, 1074, 5e-324],
    [0.5, 1075, 0],
    [2, 1023, 2 ** 1023],
    [2, 1024, Infinity],
    [-2, 1025, -Infinity],
    [1, Number.MAX_SAFE_INTEGER, 1],
    [-1, Number.MAX_SAFE_INTEGER, -1],
    [0.999, Number.MAX_SAFE_INTEGER, 0],
    [1.001, Number.MAX_SAFE_INTEGER, Infinity],
    [5e-324, 1, 5e-324],
    [0, 0, 1],
    [NaN, 0, 1],
    [Infinity, 0, 1],
    [0, 2, 0],
    [-0, 3, -0],
    [-0, 2, 0],
    [-Infinity, 3, -Infinity],
    [-Infinity, 2, Infinity],
    [NaN, 1, NaN],
  ];
  test.each(cases)("of %d and %d is %d", (base, n, value) => {
    expect(powInt(base, n)).toBe(value);
  });

  test("is exact if the power is an integer below 2⁵³", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.nat({ max: 30 }), (base, n) => {
        const exact = BigInt(base) ** BigInt(n);
        fc.pre(exact <= 2n ** 53n && exact >= -(2n ** 53n));
        expect(powInt(base, n)).toBe(Number(exact));
      }),
    );
  });

  test.each([-1, 1.5, NaN, Infinity, 2 ** 53])("rejects the exponent %d", (n) => {
    expect(() => powInt(2, n)).toThrow(
      new RangeError(`powInt: expected n to be an integer from 0 to 9007199254740991, got ${n}`),
    );
  });
});

test("every normal number is a number in [1, 2) times a power of two", () => {
  fc.assert(
    fc.property(fc.double({ min: LEAST_NORMAL, max: Number.MAX_VALUE, noNaN: true }), (x) => {
      const k = exponentOf(x);
      const m = x * powerOfTwo(-k);
      expect(m >= 1 && m < 2).toBe(true);
      expect(scale(m, k)).toBe(x);
    }),
    { numRuns: 2000 },
  );
});

test("a product with a power of two is rounded once if it is denormal, and ends at 0 and Infinity", () => {
  // ¾ and 1½ of the smallest number, and then more bits than fit; 1 + 2⁻⁵² would become 1 if rounded first.
  const cases = [
    [1.5, -1075, 5e-324],
    [1.5, -1074, 1e-323],
    [1 + 2 ** -52, -1075, 5e-324],
    [1, -1075, 0],
    [-1, -1e9, -0],
    [1.5, 1023, 1.5 * 2 ** 1023],
    [1.5, 1024, Infinity],
    [-1.5, 1e9, -Infinity],
    [0, 1e9, 0],
  ];
  expect(cases.map(([x, n]) => scale(x, n))).toEqual(cases.map(([, , value]) => value));
});

test("the rounding errors of sums and products are exact", () => {
  const integer = fc.maxSafeInteger();
  fc.assert(
    fc.property(integer, integer, (a, b) => {
      const sum = a + b;
      expect(BigInt(sum) + BigInt(sumError(sum, a, b))).toBe(BigInt(a) + BigInt(b));
      const product = a * b;
      expect(BigInt(product) + BigInt(productError(product, a, b))).toBe(BigInt(a) * BigInt(b));
    }),
    { numRuns: 1000 },
  );
});
