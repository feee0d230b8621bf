import { log } from "./math/index.ts";

/**
 * A random number generator: the Mersenne Twister MT19937 with NumPy's legacy conventions, so that
 * `createRandom(42)` draws the same numbers as `numpy.random.seed(42)`.
 * Matsumoto and Nishimura, ACM TOMACS 8 (1998); seeding and tempering as in their mt19937ar.
 */
export interface Random {
  /** Uniform in [0, 1) with 53 bits, as `numpy.random.rand()`. */
  rand(): number;
  /** Standard normal, as `numpy.random.randn()`: Marsaglia's polar method; every second call returns the spare value of the first. */
  randn(): number;
  /** Uniform integer in [0, max], as NumPy's shuffle draws it: masked bits, rejected until they fit. */
  integer(max: number): number;
  /** The numbers 0 … n − 1 in random order, as `numpy.random.permutation(n)`. */
  permutation(n: number): Uint32Array;
}

const SIZE = 624;
const SHIFT = 397;

/**
 * The same seed gives the same numbers on every platform.
 * Each list of integers gives an independent stream: `[42, 1]` is independent of `[42, 2]` and of `42`, so that a new
 * consumer of random numbers never shifts those of another.
 *
 * @param seed an integer in [0, 2³² − 1], or a list of them.
 * @throws RangeError when a seed is not such an integer.
 */
export function createRandom(seed: number | readonly number[]): Random {
  const state = typeof seed === "number" ? seedByInteger(seed) : seedByArray(seed);
  let position = SIZE;
  let spareNormal: number | undefined;

  /** The next 32 bits as a signed integer, which JavaScript engines handle fastest. */
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
    if (spareNormal !== undefined) {
      const value = spareNormal;
      spareNormal = undefined;
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
    spareNormal = factor * x;
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

/** A count as seeds of a stream: itself below 2³², else its low and its high bits. A long training has more updates. */
export function seedsOf(count: number): readonly number[] {
  return count > 0xffffffff ? [count >>> 0, Math.floor(count / 0x100000000)] : [count];
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

/** The initial state for all lists. */
let listState: Uint32Array | undefined;

function seedByArray(key: readonly number[]): Uint32Array {
  // An empty list has no first number, which `checkSeed` rejects.
  checkSeed(key[0]);
  key.forEach(checkSeed);
  const state = (listState ??= seedByInteger(19650218)).slice();
  // Signed integers throughout, which JavaScript engines handle fastest; storing them converts back.
  const keys = new Int32Array(key);
  const count = keys.length;
  let previous = state[0] | 0;
  let i = 1;
  let j = 0;
  for (let k = Math.max(SIZE, count); k > 0; k--) {
    previous = ((state[i] ^ Math.imul(1664525, previous ^ (previous >>> 30))) + keys[j] + j) | 0;
    state[i++] = previous;
    if (i === SIZE) {
      state[0] = previous;
      i = 1;
    }
    if (++j === count) j = 0;
  }
  for (let k = SIZE - 1; k > 0; k--) {
    previous = ((state[i] ^ Math.imul(1566083941, previous ^ (previous >>> 30))) - i) | 0;
    state[i++] = previous;
    if (i === SIZE) {
      state[0] = previous;
      i = 1;
    }
  }
  state[0] = 0x80000000;
  return state;
}

function checkSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new RangeError(`createRandom: expected an integer seed from 0 to 4294967295, got ${seed}`);
}

/** Generates the next 624 numbers of the state, in place: the last ones depend on the first new ones. */
function twist(state: Uint32Array): void {
  const wrap = SIZE - SHIFT;
  for (let i = 0; i < wrap; i++) state[i] = state[i + SHIFT] ^ mix(state[i], state[i + 1]);
  for (let i = wrap; i < SIZE - 1; i++) state[i] = state[i - wrap] ^ mix(state[i], state[i + 1]);
  state[SIZE - 1] = state[SHIFT - 1] ^ mix(state[SIZE - 1], state[0]);
}

/** Combines the highest bit of one number with the lower bits of the next. Without a branch, which would be unpredictable. */
function mix(a: number, b: number): number {
  return (((a & 0x80000000) | (b & 0x7fffffff)) >>> 1) ^ (-(b & 1) & 0x9908b0df);
}
