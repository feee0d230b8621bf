/** What can be trained from the command line: the notebook, or a table. */
import { activations, type ActivationName, type Snapshot, type TrainingData, type TrainingSpec } from "@epochal/core";
import { notebook, recipe, type RecipeOptions } from "@epochal/data";
import { Option, type Command } from "commander";
import { basename } from "node:path";
import { withFileName, readTable } from "../files/files.ts";
import { wholeNumberParser, type RunFlags } from "../options/options.ts";
import { logNotes } from "../output/notes.ts";
import { logNote, type Terminal } from "../terminal.ts";

export interface Training {
  /** For people. */
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  /** The state it goes on from. */
  readonly from?: Snapshot;
}

export interface TableFlags extends RunFlags {
  readonly target: string;
  readonly inputs?: readonly string[];
  readonly missing: "drop" | "refuse";
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
  readonly ensemble?: number;
}

/** Of one layer: two such layers have a hundred million weights, more than anybody would wait for here. */
const MAX_UNITS = 10_000;

/** The notebook's thousand epochs take ten seconds where somebody watches. */
export const DEFAULT_WATCH_RATE = 100;

/** The notebook's training with what the flags change. */
export function notebookTraining({ epochs, learningRate, seed }: RunFlags): Training {
  const { spec, data } = notebook();
  return {
    name: "notebook",
    data,
    spec: {
      ...spec,
      ...(epochs !== undefined && { epochs }),
      ...(seed !== undefined && { seed }),
      ...(learningRate !== undefined && { optimizer: { ...spec.optimizer, learningRate } }),
    },
  };
}

/** What of a table is learned, and by what network. */
export function addTableOptions(command: Command): Command {
  return command
    .option(
      "--inputs <columns>",
      "the columns to predict from, with commas between (default: all that can be used)",
      parseList,
    )
    .addOption(
      new Option("--missing <what>", "rows with a missing cell: leave them out, or refuse the file")
        .choices(["drop", "refuse"])
        .default("drop"),
    )
    .option("--hidden <units>", "units of each hidden layer, such as 32,32", parseUnits)
    .option(
      "--ensemble <n>",
      "so many networks side by side: they err less and take longer (default: 5 below 1,000 rows)",
      wholeNumberParser(1, 50),
    )
    .addOption(new Option("--activation <name>", "of the hidden layers").choices(Object.keys(activations)));
}

/** What the flags change in the recipe. */
export function recipeOptions(flags: TableFlags): RecipeOptions {
  const { target, inputs, missing, hidden, activation, ensemble, seed, epochs, learningRate } = flags;
  return {
    target,
    missing,
    ...(inputs && { inputs }),
    ...(hidden && { hidden }),
    ...(activation && { activation }),
    ...(ensemble !== undefined && { ensemble }),
    ...(seed !== undefined && { seed }),
    ...(epochs !== undefined && { epochs }),
    ...(learningRate !== undefined && { learningRate }),
  };
}

/** The recipe for a file; what it does not use is told, unless it has been. */
export async function tableTraining(
  file: string,
  flags: TableFlags,
  terminal: Terminal,
  { isTold = false }: { isTold?: boolean } = {},
): Promise<Training> {
  const table = await readTable(file);
  const { spec, data, notes } = withFileName(file, () => recipe(table, recipeOptions(flags)));
  if (!isTold) logNotes(notes, terminal);
  const { train, validation, test, columns } = data;
  const parts = [
    `${train.rows} rows to learn from`,
    ...(validation ? [`${validation.rows} to choose the best epoch by`] : []),
    ...(test ? [`${test.rows} to judge it by`] : []),
  ];
  const names = columns?.inputs.map(({ name }) => name).join(", ");
  logNote(terminal, `${file}: ${parts.join(", ")}; ${names} → ${flags.target}`);
  return { name: basename(file), spec, data };
}

function parseList(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

function parseUnits(text: string): number[] {
  return parseList(text).map(wholeNumberParser(1, MAX_UNITS));
}
