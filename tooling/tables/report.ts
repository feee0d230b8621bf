/**
 * The quality of the default recipe: test RMSE over 20 seeded 90/10 splits of each table, compared with the best of scikit-learn
 * (see tooling/oracle/tables.py), and the coverage of the 90 % interval. Exits with 0 only if all claims hold.
 *
 * `npm run report:tables`
 */
import { readFileSync } from "node:fs";
import { fit, metrics, split, type Dataset } from "@epochal/core";
import { defaultTraining } from "@epochal/data";
import { simdEngine } from "@epochal/simd";
import { readTables } from "./tables.ts";

const SPLITS = 20;
const COVERAGE = 0.9;
const MEMBERS = 5;

interface Result {
  readonly rmse: number[];
  /** Test rows within the interval, and all test rows. */
  covered: number;
  rows: number;
}

/** Trains the recipe on every split and evaluates it on the test rows. */
function evaluateRecipe(dataset: Dataset, ensemble: number): Result {
  const result: Result = { rmse: [], covered: 0, rows: 0 };
  for (let seed = 0; seed < SPLITS; seed++) {
    const { train, validation: test } = split(dataset, 0.9, { seed });
    const { spec, data } = defaultTraining(train, { seed, ensemble });
    const model = fit(spec, data, { engine: simdEngine });
    const predicted = model.predictFlat(test.x);
    const width = model.intervalWidth(COVERAGE);
    result.rmse.push(metrics.rmse(predicted, test.y));
    result.covered += test.y.filter((y, i) => Math.abs(y - predicted[i]!) <= width).length;
    result.rows += test.rows;
  }
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and standard error of the paired differences a − b. */
function difference(a: readonly number[], b: readonly number[]): { mean: number; error: number } {
  const differences = a.map((value, i) => value - b[i]!);
  const centre = mean(differences);
  const variance = mean(differences.map((value) => (value - centre) ** 2)) * (SPLITS / (SPLITS - 1));
  return { mean: centre, error: Math.sqrt(variance / SPLITS) };
}

const peers = JSON.parse(readFileSync(new URL("peers.json", import.meta.url), "utf8")) as {
  rmse: Record<string, Record<string, number[]>>;
};
console.log(
  "| table | rows | one network | default: ensemble of 5 | best peer | default − peer ± error | 90 % interval holds |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
const failures: string[] = [];
const gains: number[] = [];
const covered = { rows: 0, all: 0 };
for (const [name, dataset] of readTables()) {
  const single = evaluateRecipe(dataset, 1);
  const ensemble = evaluateRecipe(dataset, MEMBERS);
  // The recipe's default: all these tables have fewer than 1,000 rows.
  const byDefault = ensemble;
  const [peer, theirs] = Object.entries(peers.rmse[name]!).toSorted(([, a], [, b]) => mean(a) - mean(b))[0]!;
  const { mean: gap, error } = difference(byDefault.rmse, theirs);
  const coverage = ensemble.covered / ensemble.rows;
  const cells = [
    name,
    dataset.rows,
    mean(single.rmse).toFixed(3),
    mean(ensemble.rmse).toFixed(3),
    `${mean(theirs).toFixed(3)} ${peer}`,
    `${gap.toFixed(3)} ± ${error.toFixed(3)}`,
    `${(100 * (single.covered / single.rows)).toFixed(1)} %, ensemble ${(100 * coverage).toFixed(1)} %`,
  ];
  console.log(`| ${cells.join(" | ")} |`);
  if (gap > error) failures.push(`${name}: worse than ${peer} by ${gap.toFixed(3)} ± ${error.toFixed(3)}`);
  gains.push(mean(ensemble.rmse) / mean(single.rmse));
  covered.rows += ensemble.covered;
  covered.all += ensemble.rows;
}
const ratio = mean(gains);
const coverage = covered.rows / covered.all;
if (ratio >= 1) failures.push(`the ensemble is not better: ${ratio.toFixed(3)} times the single network's RMSE`);
if (coverage < 0.87 || coverage > 0.93) failures.push(`90 % intervals hold ${(100 * coverage).toFixed(1)} %`);
for (const failure of failures) console.log(failure);
console.log(
  `${gains.length} tables, ${failures.length} claims missed; ensemble ${ratio.toFixed(3)} × the single network's RMSE; 90 % intervals hold ${(100 * coverage).toFixed(1)} %`,
);
process.exitCode = failures.length > 0 ? 1 : 0;
