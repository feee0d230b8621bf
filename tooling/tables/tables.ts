/** The tables that the default recipe is evaluated on, as numbers, with the rows of each split. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { classIndices, createRandom, splitRows, type Dataset } from "@epochal/core";
import { encodeTable, parseCsv, tableRows } from "@epochal/data";

/** A table, and the rows that each split tests on; all others train. */
export interface ReportTable {
  /** The inputs; the target, or the index of the row's class. */
  readonly dataset: Dataset;
  /** The names of the classes, if the target is a text. */
  readonly classes?: readonly string[];
  readonly splits: readonly (readonly number[])[];
  /** Identifies the file and its splits, so that results of others are compared on the same rows only. */
  readonly hash: string;
}

const REGRESSION_SPLITS = 20;
const CLASSIFICATION_SPLITS = 10;

const exercises = ["chins", "situps", "jumps"];

/** The committed tables. */
const sources: Record<string, { file: string; target: string; inputs?: string[] }> = {
  cars: { file: "../../apps/examples/data/cars.csv", target: "mpg" },
  penguins: { file: "penguins.csv", target: "body_mass_g" },
  species: { file: "penguins.csv", target: "species" },
  diabetes: { file: "diabetes.csv", target: "progression" },
  "linnerud weight": { file: "linnerud.csv", target: "weight", inputs: exercises },
  "linnerud waist": { file: "linnerud.csv", target: "waist", inputs: exercises },
  "linnerud pulse": { file: "linnerud.csv", target: "pulse", inputs: exercises },
};

/** The tables of a folder, or the committed ones. */
export function readTables(folder?: string): Map<string, ReportTable> {
  return folder === undefined ? readCommittedTables() : readFolder(folder);
}

/** The committed tables by name. */
export function readCommittedTables(): Map<string, ReportTable> {
  return new Map(
    Object.entries(sources).map(([name, { file, ...options }]) => {
      const text = readFileSync(new URL(file, import.meta.url), "utf8");
      return [name, toReportTable(text, options)];
    }),
  );
}

/** Each CSV file of a folder; the last column is the target. Test rows are those of `NAME.splits.json`, if it exists. */
function readFolder(folder: string): Map<string, ReportTable> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
  return new Map(
    files.sort().map((file) => {
      const name = basename(file, ".csv");
      const text = readFileSync(join(folder, file), "utf8");
      const splits = join(folder, `${name}.splits.json`);
      return [name, toReportTable(text, {}, existsSync(splits) ? readFileSync(splits, "utf8") : undefined)];
    }),
  );
}

function toReportTable(text: string, options: { target?: string; inputs?: string[] }, splits?: string): ReportTable {
  const parsed = parseCsv(text);
  const target = options.target ?? parsed.columns.at(-1)!;
  const j = parsed.columns.indexOf(target);
  const isNumber = tableRows(parsed).every((cells) => Number.isFinite(Number(cells[j])));
  const encoded = encodeTable(parsed, { missing: "drop", ...options, target, ...(isNumber && { classes: false }) });
  const { classes } = encoded.columns;
  const { y, outputs } = encoded.dataset;
  const dataset = classes
    ? { ...encoded.dataset, outputs: 1, y: Float64Array.from(classIndices(y, outputs)) }
    : encoded.dataset;
  const rows = splits === undefined ? drawSplits(dataset, classes?.length) : (JSON.parse(splits) as number[][]);
  const hash = createHash("sha256").update(text).update(JSON.stringify(rows)).digest("hex").slice(0, 16);
  return { dataset, splits: rows, hash, ...(classes && { classes }) };
}

/** 20 splits 90/10; with classes 10 splits 80/20, each class divided in this ratio. */
function drawSplits({ rows, y }: Dataset, classes?: number): number[][] {
  if (classes === undefined)
    return Array.from({ length: REGRESSION_SPLITS }, (_, seed) =>
      Array.from(splitRows(rows, 0.9, { seed }).validation),
    );
  return Array.from({ length: CLASSIFICATION_SPLITS }, (_, seed) => {
    const order = [...createRandom([seed, 2]).permutation(rows)];
    return Array.from({ length: classes }, (__, k) => order.filter((i) => y[i] === k)).flatMap((ofClass) =>
      ofClass.slice(0, Math.round(0.2 * ofClass.length)),
    );
  });
}
