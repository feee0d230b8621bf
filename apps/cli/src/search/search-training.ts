/** The training to search, without its test rows, and the space of its settings. */
import { split, type Dataset, type TrainingData } from "@epochal/core";
import { exampleNames, type ExampleName, type Table, type TestSplit } from "@epochal/data";
import { defaultSpace, hyperparameters, parseSetting, settingsOf, type SearchSpace } from "@epochal/search";
import type { Command } from "commander";
import { InputError, userMessage } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { tableTraining, type TableFlags } from "../training/table-training.ts";
import { notebookTraining, type Training } from "../training/training.ts";

export interface SearchTraining {
  /** The training with its usual settings. Its data has no test rows. */
  readonly training: Training;
  /** Rows that no trial sees. Absent if there are too few rows. */
  readonly test?: Dataset;
}

/** The share of the rows of a named data set that no trial sees, and of those that trials are chosen by if it has none. */
const SHARE_APART = 0.2;
/** Fewer rows are all needed for the training. */
const MIN_ROWS = 50;

/** Options that only a table takes. */
const TABLE_OPTIONS =
  "target inputs exclude weight delimiter missing classes classWeights split ensemble budget loss optimizer schedule batchSize l2 dropout patience".split(
    " ",
  );

/** @throws InputError when the recipe rejects the table or the options. */
export function searchTableTraining(
  file: string,
  table: Table,
  flags: TableFlags,
  how: TestSplit | undefined,
  terminal: Terminal,
): SearchTraining {
  const training = tableTraining(file, table, flags, terminal, { split: how ?? { type: "random" } });
  const { test, ...data } = training.data;
  return { training: { ...training, data }, ...(test && { test }) };
}

/** @throws InputError when the name is unknown, or an option is only for tables. */
export function searchNamedTraining(name: string, flags: TableFlags, command: Command): SearchTraining {
  if (!(exampleNames as readonly string[]).includes(name)) {
    throw new InputError(`search: there are no data ${JSON.stringify(name)}: choose one of ${exampleNames.join(", ")}`);
  }
  const unused = TABLE_OPTIONS.find((option) => isGiven(command, option));
  if (unused !== undefined)
    throw new InputError(`search: ${optionName(unused)} is for tables: leave it out with --data`);
  const training = notebookTraining({ ...flags, data: name as ExampleName });
  const { seed = 0 } = training.spec;
  const { test, ...data } = setRowsApart(training.data, seed);
  return { training: { ...training, data }, ...(test && { test }) };
}

function setRowsApart(data: TrainingData, seed: number): TrainingData {
  if (data.train.rows < MIN_ROWS) return data;
  const stratify = data.columns?.classes !== undefined;
  const apart = (rows: Dataset, share: number) => split(rows, 1 - share, { seed, stratify });
  const { train, validation: test } = apart(data.train, SHARE_APART);
  if (data.validation) return { ...data, train, test };
  return { ...data, ...apart(train, SHARE_APART / (1 - SHARE_APART)), test };
}

/**
 * The space of `--try`, by default a usual one without the settings that an option fixes.
 * @throws InputError when a text cannot be read, or a setting is given twice.
 */
export function readSpace(texts: readonly string[], { spec }: Training, command: Command): SearchSpace {
  const fixed = Object.keys(hyperparameters).filter((option) => isGiven(command, option));
  if (texts.length === 0) return defaultSpace(spec, fixed);
  const entries = texts.map((text) => {
    try {
      return parseSetting(text);
    } catch (error) {
      throw new InputError(`--try ${text}: ${userMessage(error)}`);
    }
  });
  const names = entries.map(([name]) => name);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again !== undefined)
    throw new InputError(`search: ${again} is tried twice: put all of its values into one --try`);
  const both = names.find((name) => fixed.includes(name));
  if (both !== undefined) throw new InputError(`search: ${optionName(both)} and --try both set ${both}: leave out one`);
  const lacking = names.find((name) => settingsOf(spec, [name])[name] === undefined);
  if (lacking !== undefined) {
    throw new InputError(`search: this training by ${spec.optimizer.type} has no ${lacking}: do not try it`);
  }
  return Object.fromEntries(entries);
}

function isGiven(command: Command, option: string): boolean {
  return command.getOptionValueSource(option) === "cli";
}

function optionName(attribute: string): string {
  return `--${attribute.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
