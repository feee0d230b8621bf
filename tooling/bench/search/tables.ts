/** The tables of the benchmark: two that are real, and two from formulas with noise. */
import { createRandom, sin, type Dataset, type TrainingData, type TrainingSpec } from "@epochal/core";
import { parseCsv, recipe, tableFromRows, type Table } from "@epochal/data";
import { readFileSync } from "node:fs";

interface BenchTable {
  readonly name: string;
  readonly target: string;
  readonly table: () => Table;
}

const ROWS = 400;

const fromFile = (path: string) => () => parseCsv(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));

/** Friedman's first function of five of ten uniform inputs, with noise: Annals of Statistics 19 (1991), §4.3. */
function friedman(): Table {
  const random = createRandom([1, 31]);
  return tableFromRows(
    Array.from({ length: ROWS }, () => {
      const x = Array.from({ length: 10 }, () => random.rand()) as [number, number, number, number, number];
      const y = 10 * sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4] + random.randn();
      return { ...Object.fromEntries(x.map((value, j) => [`x${j + 1}`, value])), y };
    }),
  );
}

/** A chessboard of three by three fields, black or white; one in twenty rows has the wrong colour. */
function chessboard(): Table {
  const random = createRandom([2, 31]);
  return tableFromRows(
    Array.from({ length: ROWS }, () => {
      const [x, y] = [3 * random.rand(), 3 * random.rand()];
      const isWrong = random.rand() < 0.05;
      const isBlack = (Math.floor(x) + Math.floor(y)) % 2 === 0;
      return { x, y, colour: isBlack === isWrong ? "white" : "black" };
    }),
  );
}

export const tables: readonly BenchTable[] = [
  { name: "cars", target: "mpg", table: fromFile("apps/examples/data/cars.csv") },
  { name: "penguins", target: "species", table: fromFile("tooling/tables/penguins.csv") },
  { name: "friedman", target: "y", table: friedman },
  { name: "chessboard", target: "colour", table: chessboard },
];

/** The default training of a table, its test rows apart. */
export function trainingOf(
  { table, target }: BenchTable,
  options: { readonly budget?: number; readonly ensemble?: number } = {},
): { readonly spec: TrainingSpec; readonly data: TrainingData; readonly test: Dataset } {
  const { spec, data } = recipe(table(), { target, split: { type: "random" }, ...options });
  const { test, ...others } = data;
  return { spec, data: others, test: test! };
}
