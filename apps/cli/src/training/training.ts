/** The trainings the command line offers: the notebook, or a table. */
import { activations, type ActivationName, type Snapshot, type TrainingData, type TrainingSpec } from "@epochal/core";
import { notebook, recipe, type RecipeOptions } from "@epochal/data";
import { Option, type Command } from "commander";
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { readTable, withFileName } from "../files/read-files.ts";
import { defined } from "../options/defined.ts";
import { wholeNumberParser } from "../options/parse-number.ts";
import type { RunFlags } from "../options/shared-options.ts";
import { logNotes } from "../output/notes.ts";
import { logNote, type Terminal } from "../terminal.ts";

export interface Training {
  /** For display. */
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  /** The state to continue from. */
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

/** Units per layer; two layers of this width have a hundred million weights. */
const MAX_UNITS = 10_000;
/** Columns listed in an error. */
const MAX_NAMED = 12;

/** Epochs per second in a terminal: the notebook's 1,000 epochs take ten seconds. */
export const DEFAULT_WATCH_RATE = 100;

/** The notebook's training with the changes from the flags. */
export function notebookTraining({ epochs, learningRate, seed }: RunFlags): Training {
  const { spec, data } = notebook();
  return {
    name: "notebook",
    data,
    spec: {
      ...spec,
      ...defined({ epochs, seed }),
      ...(learningRate !== undefined && { optimizer: { ...spec.optimizer, learningRate } }),
    },
  };
}

/** Adds options for the table's columns and the network. */
export function addTableOptions(command: Command): Command {
  return command
    .option("--inputs <columns>", "columns to predict from, with commas between (default: all usable ones)", parseList)
    .addOption(
      new Option("--missing <what>", "rows with missing cells: drop skips them, refuse rejects the file")
        .choices(["drop", "refuse"])
        .default("drop"),
    )
    .option("--hidden <units>", "units of each hidden layer, such as 32,32 (default: 32)", parseUnits)
    .option(
      "--ensemble <n>",
      "average n networks: better, slower (default: 5 below 1,000 rows, else 1)",
      wholeNumberParser(1, 50),
    )
    .addOption(
      new Option("--activation <name>", "activation of the hidden layers (default: tanh)").choices(
        Object.keys(activations),
      ),
    );
}

/** The recipe options that the flags set. */
export function recipeOptions(flags: TableFlags): RecipeOptions {
  const { target, inputs, missing, hidden, activation, ensemble, seed, epochs, learningRate } = flags;
  return { target, missing, ...defined({ inputs, hidden, activation, ensemble, seed, epochs, learningRate }) };
}

/** Logs the columns and rows the recipe does not use, unless `areNotesLogged`. */
export async function tableTraining(
  file: string,
  flags: TableFlags,
  terminal: Terminal,
  { areNotesLogged = false }: { areNotesLogged?: boolean } = {},
): Promise<Training> {
  const table = await readTable(file);
  const { spec, data, notes } = withFileName(file, () => recipe(table, recipeOptions(flags)));
  if (!areNotesLogged) logNotes(notes, terminal);
  const { train, validation, test, columns } = data;
  const parts = [
    `${train.rows} training rows`,
    ...(validation ? [`${validation.rows} validation rows`] : []),
    ...(test ? [`${test.rows} test rows`] : []),
  ];
  const names = columns?.inputs.map(({ name }) => name).join(", ");
  logNote(terminal, `${file}: ${parts.join(", ")}; ${names} → ${flags.target}`);
  return { name: basename(file), spec, data };
}

/** The error for a table without `--target`, which lists the table's columns. */
export async function missingTargetError(file: string): Promise<InputError> {
  const { columns } = await readTable(file);
  const named = `${columns.slice(0, MAX_NAMED).join(", ")}${columns.length > MAX_NAMED ? " …" : ""}`;
  return new InputError(`${file}: name the column to predict with --target; columns: ${named}`);
}

function parseList(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

function parseUnits(text: string): number[] {
  return parseList(text).map(wholeNumberParser(1, MAX_UNITS));
}
