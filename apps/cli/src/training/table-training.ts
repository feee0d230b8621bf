/** The training of a table. */
import { recipe, type RecipeOptions, type Table, type TestSplit } from "@epochal/data";
import { Option, type Command } from "commander";
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { fileTitle } from "../files/read-bytes.ts";
import { withFileName } from "../files/read-files.ts";
import { defined } from "../options/defined.ts";
import { addNetworkOptions, type NetworkFlags } from "../options/network-options.ts";
import { delimiterOption, splitNames, splitTargets } from "../options/table-options.ts";
import type { RunFlags } from "../options/shared-options.ts";
import { logNotes } from "../output/notes.ts";
import { logNote, type Terminal } from "../terminal.ts";
import type { Training } from "./training.ts";

export interface TableFlags extends RunFlags, NetworkFlags {
  readonly target: string;
  readonly inputs?: string;
  readonly exclude?: string;
  readonly weight?: string;
  readonly delimiter?: string;
  readonly missing: "impute" | "drop" | "refuse";
  readonly classes?: boolean;
  readonly classWeights?: "balanced";
}

/** Columns listed in an error. */
const MAX_NAMED = 12;

/** The description of `--target`. */
export const TARGET = "column to predict, or several columns of numbers, with commas between";

/** Adds options for the table's columns and the network. */
export function addTableOptions(command: Command): Command {
  command
    .option("--inputs <columns>", "columns to predict from, with commas between (default: all usable ones)")
    .option("--exclude <columns>", "columns not to predict from, with commas between")
    .option("--weight <column>", "column with the weight of each row")
    .addOption(delimiterOption())
    .addOption(
      new Option("--missing <what>", "missing cells: impute typical values, drop their rows, or refuse the file")
        .choices(["impute", "drop", "refuse"])
        .default("impute"),
    )
    .option("--classes", "the target's numbers are classes; texts, 0 and 1 are classes anyway")
    .option("--no-classes", "a target of 0 and 1 is a number")
    .addOption(
      new Option("--class-weights <how>", "balanced: rare classes count as much as others").choices(["balanced"]),
    );
  return addNetworkOptions(command);
}

/**
 * The recipe options that the flags set.
 * @param columns the table's, among which the names in lists are looked up.
 */
export function recipeOptions(flags: TableFlags, columns: readonly string[]): RecipeOptions {
  const { target, missing, weight, classes, classWeights, seed, epochs, learningRate } = flags;
  const { hidden, activation, ensemble, budget, loss, optimizer, schedule, batchSize, l2, dropout, patience } = flags;
  const [inputs, exclude] = [flags.inputs, flags.exclude].map((list) => list && splitNames(list, columns));
  const network = { hidden, activation, ensemble, budget, loss, optimizer, schedule, batchSize, l2, dropout, patience };
  const chosen = defined({ inputs, exclude, weight, classes, classWeights, seed, epochs, learningRate, ...network });
  return { target: splitTargets(target, columns), missing, ...chosen } as RecipeOptions;
}

/**
 * Logs the columns and rows the recipe does not use, unless `areNotesLogged`.
 * @param file of the table, for messages.
 */
export function tableTraining(
  file: string,
  table: Table,
  flags: TableFlags,
  terminal: Terminal,
  { areNotesLogged = false, split }: { areNotesLogged?: boolean; split?: TestSplit } = {},
): Training {
  const options = { ...recipeOptions(flags, table.columns), ...(split && { split }) };
  const { spec, data, notes } = withFileName(file, () => recipe(table, options));
  if (!areNotesLogged) logNotes(notes, terminal);
  const { train, validation, test, columns } = data;
  const folds =
    spec.folds && !test ? `, each predicted by one of ${spec.network.members} networks that has not seen it` : "";
  const parts = [
    `${train.rows} training rows${folds}`,
    ...(validation ? [`${validation.rows} validation rows`] : []),
    ...(test ? [`${test.rows} test rows`] : []),
  ];
  const names = listInputs(columns?.inputs.map(({ name }) => name) ?? []);
  logNote(terminal, `${fileTitle(file)}: ${parts.join(", ")}; ${names} → ${flags.target}`);
  return { name: basename(fileTitle(file)), spec, data };
}

function listInputs(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The error for a table without `--target`, which lists the table's columns. */
export function missingTargetError(file: string, { columns }: Table): InputError {
  const named = `${columns.slice(0, MAX_NAMED).join(", ")}${columns.length > MAX_NAMED ? " …" : ""}`;
  return new InputError(`${fileTitle(file)}: name the column to predict with --target; columns: ${named}`);
}
