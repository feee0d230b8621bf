import { log } from "./math/index.ts";

/**
 * Chance, from one seed: the Mersenne Twister MT19937 with NumPy's legacy conventions, so that
 * `createRandom(42)` draws what `numpy.random.seed(42)` draws, number for number.
 * Matsumoto and Nishimura, ACM TOMACS 8 (1998); seeding and tempering as in their mt19937ar.
 */
export interface Random {
  /** Uniform in [0, 1) with 53 bits, as `numpy.random.rand()`. */
  rand(): number;
  /** Standard normal, as `numpy.random.randn()`: Marsaglia's polar method; every second call returns the value kept from the first. */
  randn(): number;
  /** Uniform integer in [0, max], as NumPy's shuffle draws it: masked bits, rejected until they fit. */
  integer(max: number): number;
  /** The numbers 0 … n − 1 in random order, as `numpy.random.permutation(n)`. */
  permutation(n: number): Uint32Array;
}

const SIZE = 624;
const SHIFT = 397;

/**
 * A source of chance. The same seed draws the same numbers everywhere.
 * A list of integers gives a stream of its own for each list: `[42, 1]` is independent of `[42, 2]` and of `42`,
 * so a new consumer of chance never shifts the numbers of another.
 *
 * @param seed an integer in [0, 2³² − 1], or a list of them.
 * @throws RangeError when a seed is not such an integer.
 */
export function createRandom(seed: number | readonly number[]): Random {
  const state = typeof seed === "number" ? seedByInteger(seed) : seedByArray(seed);
  let position = SIZE;
  let keptNormal: number | undefined;

  /** The next 32 bits, as a signed integer: engines handle those without a detour. */
  function bits(): number {
    if (position === SIZE) {
      twist(state);
      position = 0;
    }
    let y = state[position++] | 0;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  function rand(): number {
    const high = bits() >>> 5;
    const low = bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  function randn(): number {
    if (keptNormal !== undefined) {
      const value = keptNormal;
      keptNormal = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let squared: number;
    do {
      x = 2 * rand() - 1;
      y = 2 * rand() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const factor = Math.sqrt((-2 * log(squared)) / squared);
    keptNormal = factor * x;
    return factor * y;
  }

  function integer(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value: number;
    do value = (bits() & mask) >>> 0;
    while (value > max);
    return value;
  }

  function permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 1; i < n; i++) order[i] = i;
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  return { rand, randn, integer, permutation };
}

function seedByInteger(seed: number): Uint32Array {
  checkSeed(seed);
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const previous = state[i - 1] ^ (state[i - 1] >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  return state;
}

/** What every list begins with. */
let listStart: Uint32Array | undefined;

function seedByArray(key: readonly number[]): Uint32Array {
  if (key.length === 0)
    throw new RangeError("createRandom: expected at least one integer in the seed, got an empty list");
  key.forEach(checkSeed);
  const state = (listStart ??= seedByInteger(19650218)).slice();
  // Signed integers all along, which engines handle without a detour; storing brings them back.
  const keys = new Int32Array(key);
  const count = keys.length;
  let before = state[0] | 0;
  let i = 1;
  let j = 0;
  for (let k = Math.max(SIZE, count); k > 0; k--) {
    before = ((state[i] ^ Math.imul(1664525, before ^ (before >>> 30))) + keys[j] + j) | 0;
    state[i++] = before;
    if (i === SIZE) {
      state[0] = before;
      i = 1;
    }
    if (++j === count) j = 0;
  }
  for (let k = SIZE - 1; k > 0; k--) {
    before = ((state[i] ^ Math.imul(1566083941, before ^ (before >>> 30))) - i) | 0;
    state[i++] = before;
    if (i === SIZE) {
      state[0] = before;
      i = 1;
    }
  }
  state[0] = 0x80000000;
  return state;
}

function checkSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`createRandom: expected a seed that is an integer from 0 to 4294967295, got ${seed}`);
  }
}

/** The next 624 numbers of the state. The last of them look back at the first, which are new already. */
function twist(state: Uint32Array): void {
  const wrap = SIZE - SHIFT;
  for (let i = 0; i < wrap; i++) state[i] = state[i + SHIFT] ^ mix(state[i], state[i + 1]);
  for (let i = wrap; i < SIZE - 1; i++) state[i] = state[i - wrap] ^ mix(state[i], state[i + 1]);
  state[SIZE - 1] = state[SHIFT - 1] ^ mix(state[SIZE - 1], state[0]);
}

/** The highest bit of one number and the others of the next, shifted; without a branch, which nobody could foresee. */
function mix(a: number, b: number): number {
  return (((a & 0x80000000) | (b & 0x7fffffff)) >>> 1) ^ (-(b & 1) & 0x9908b0df);
}
