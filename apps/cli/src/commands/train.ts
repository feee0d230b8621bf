/** `epochal train FILE.csv --target COLUMN`: a table becomes a model, without tuning. */
import type { Command } from "commander";
import { addOutputOptions, addRunOptions } from "../options.ts";
import { endLine } from "../output/lines.ts";
import { reportLines } from "../output/report.ts";
import { runHere, type HereFlags } from "../run-here.ts";
import { writeLine, type Context } from "../terminal.ts";
import { addTableOptions, tableTraining, type TableFlags } from "../trainings.ts";

type Flags = TableFlags & HereFlags;

export function addTrain(program: Command, context: Context): void {
  const command = program
    .command("train")
    .description("Learn to predict a column of a table from its other columns.")
    .argument("<file>", "a CSV file with a header line")
    .requiredOption("--target <column>", "the column to predict");
  addOutputOptions(addRunOptions(addTableOptions(command)))
    .option("--save <file>", "write the model, as JSON, for `epochal predict`")
    .action(async (file: string, flags: Flags) => context.setExitCode(await run(file, flags, context)));
}

async function run(file: string, flags: Flags, { terminal }: Context): Promise<number> {
  const training = await tableTraining(file, flags, terminal);
  const { finished, exitCode, isDrawn } = await runHere(training, flags, {}, 0, terminal);
  if (finished && flags.format !== "ndjson") {
    if (!isDrawn) writeLine(terminal, endLine(finished));
    for (const line of reportLines(flags.target, finished.report)) writeLine(terminal, line);
  }
  return exitCode;
}
