/** `epochal search FILE.csv --target COLUMN`: trains with many settings, stops bad ones early, and keeps the best. */
import { exampleNames } from "@epochal/data";
import { hyperparameters, samplers } from "@epochal/search";
import { Option, type Command } from "commander";
import { addNatsOptions } from "../../options/nats-options.ts";
import { parsePositiveNumber, wholeNumberParser } from "../../options/parse-number.ts";
import { addTrainingOptions } from "../../options/shared-options.ts";
import { TABLE_FILE } from "../../options/table-options.ts";
import { addWideOption } from "../../options/wide-option.ts";
import { MAX_TRIALS, type SearchFlags } from "../../search/search-flags.ts";
import type { Context } from "../../terminal.ts";
import { addTableOptions, TARGET } from "../../training/table-training.ts";

const MAX_JOBS = 256;

export function addSearch(program: Command, context: Context): void {
  const command = program
    .command("search")
    .description(
      "Train with many settings, stop the bad ones early, and keep the best: for a table, or a named data set.",
    )
    .argument("[file]", `${TABLE_FILE}; leave it out with --data`)
    .option("--target <column>", TARGET)
    .option("--data <name>", `a named data set instead of a table: ${exampleNames.join(", ")}`);
  const withNats = addNatsOptions(command, "let the workers (`epochal work`) of this NATS server train the trials");
  addWideOption(addTrainingOptions(addTableOptions(withNats)))
    .addOption(
      new Option(
        "--try <setting=values>",
        `values of a setting, once for each: a range such as learningRate=1e-4..1e-1:log, or choices such as "hidden=16|32|32,32"; settings: ${Object.keys(hyperparameters).join(", ")}`,
      )
        .argParser((text: string, others: readonly string[]) => [...others, text])
        .default([], "a space that suits most tables"),
    )
    .addOption(
      new Option("--method <name>", "how settings are chosen: random, or grid for all combinations")
        .choices(Object.keys(samplers))
        .default("random"),
    )
    .option(
      "--trials <n>",
      "settings to try (default: 30; for a grid all combinations)",
      wholeNumberParser(1, MAX_TRIALS),
    )
    .option("--no-halving", "train each trial in full, instead of stopping bad ones early")
    .option(
      "--reduction <n>",
      "stop all but the best of N trials at each pause (default: 3)",
      wholeNumberParser(2, 100),
    )
    .option("--min-epochs <n>", "epochs before a trial may be stopped (default: a ninth of all)", wholeNumberParser(1))
    .option(
      "--jobs <n>",
      "trials at once, each in a thread of its own; up to 8 the result is the same for any number (default: one for each core, at most 8; with --nats 8)",
      wholeNumberParser(1, MAX_JOBS),
    )
    .option("--max-time <seconds>", "stop after this time, and keep the best so far", parsePositiveNumber)
    .option("--store <file>", "record the trials; the same command with the same store continues a search")
    .option("--save <file>", "save the best model as JSON, for `epochal predict`; overwrites only an older model")
    .option(
      "--split <how>",
      "rows that no trial sees, to evaluate the best: time:COLUMN the latest, group:COLUMN all rows of some groups, or a file with rows (default: 15 % at random)",
    )
    .addOption(
      new Option("--format <format>", "lines; ndjson: each result as a line of JSON")
        .choices(["lines", "ndjson"])
        .default("lines"),
    )
    .action(async (file: string | undefined, flags: SearchFlags) => {
      const { startSearch } = await import("../../search/start-search.ts");
      context.setExitCode(await startSearch(file, flags, command, context.terminal));
    });
}
