/** Rows that several tests train on; all randomness is seeded. */
import { createDataset, createRandom, type Dataset } from "../src/index.ts";

/** y = 3x + 2 with x from 0 to 1 and noise of the given standard deviation. */
export function line({ rows, noise = 0, seed = 0 }: { rows: number; noise?: number; seed?: number }): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => random.rand());
  const y = x.map((value) => 3 * value + 2 + noise * random.randn());
  return createDataset(x, y);
}

/** y = sin x with x from −3 to 3. */
export function sine({ rows, noise = 0, seed = 0 }: { rows: number; noise?: number; seed?: number }): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => 6 * random.rand() - 3);
  const y = x.map((value) => Math.sin(value) + noise * random.randn());
  return createDataset(x, y);
}

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

export const and: Dataset = createDataset(corners, [0, 0, 0, 1]);
export const or: Dataset = createDataset(corners, [0, 1, 1, 1]);
export const xor: Dataset = createDataset(corners, [0, 1, 1, 0]);
