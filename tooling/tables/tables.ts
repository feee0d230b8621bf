/** The tables that the default recipe is evaluated on: their files and targets. */
import { readFileSync } from "node:fs";
import { encodeTable, parseCsv } from "@epochal/data";
import type { Dataset } from "@epochal/core";

const exercises = ["chins", "situps", "jumps"];

const sources: Record<string, { file: string; target: string; inputs?: string[] }> = {
  cars: { file: "../../apps/examples/data/cars.csv", target: "mpg" },
  penguins: { file: "penguins.csv", target: "body_mass_g" },
  diabetes: { file: "diabetes.csv", target: "progression" },
  "linnerud weight": { file: "linnerud.csv", target: "weight", inputs: exercises },
  "linnerud waist": { file: "linnerud.csv", target: "waist", inputs: exercises },
  "linnerud pulse": { file: "linnerud.csv", target: "pulse", inputs: exercises },
};

/** Every table as numbers. */
export function readTables(): Map<string, Dataset> {
  return new Map(
    Object.entries(sources).map(([name, { file, ...options }]) => {
      const text = readFileSync(new URL(file, import.meta.url), "utf8");
      return [name, encodeTable(parseCsv(text), options).dataset];
    }),
  );
}
