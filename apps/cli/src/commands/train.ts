/** `epochal train FILE.csv --target COLUMN`: a table becomes a model, without tuning. */
import type { Command } from "commander";
import { crossValidateLocally } from "../training/cross-validate-locally.ts";
import { exitCodes, InputError } from "../exit-codes.ts";
import { addPersistenceOptions, addOutputOptions, addRunOptions, wholeNumberParser } from "../options/options.ts";
import { importanceLines } from "../output/importance.ts";
import { endLine } from "../output/event-lines.ts";
import { reportLines } from "../output/report.ts";
import { checkOutputPaths } from "../files/output-paths.ts";
import { resumeTraining } from "../training/resume-training.ts";
import { runLocally, type LocalRunFlags } from "../training/run-locally.ts";
import { writeLine, type Context, type Terminal } from "../terminal.ts";
import { addTableOptions, tableTraining, type TableFlags, type Training } from "../training/training.ts";

interface Flags extends Omit<TableFlags, "target">, LocalRunFlags {
  readonly target?: string;
  readonly cv?: number;
}

export function addTrain(program: Command, context: Context): void {
  const command = program
    .command("train")
    .description("Learn to predict a column of a table from its other columns.")
    .argument("[file]", "a CSV file with a header line; none with --resume")
    .option("--target <column>", "the column to predict");
  addPersistenceOptions(addOutputOptions(addRunOptions(addTableOptions(command))))
    .option("--save <file>", "write the model, as JSON, for `epochal predict`; over no file but an older model")
    .option(
      "--seeds <n>",
      "so many side by side that differ by their seed alone, compared in the end; --save, --checkpoint and lines are about the first",
      wholeNumberParser(1, 6),
    )
    .option(
      "--cv <folds>",
      "tell how good it is on rows it has not seen, each row judged once, in so many folds; trains so many times, and the model itself only with --save",
      wholeNumberParser(2),
    )
    .action(async (file: string | undefined, flags: Flags) =>
      context.setExitCode(await run(file, flags, command, context)),
    );
}

async function run(file: string | undefined, flags: Flags, command: Command, { terminal }: Context): Promise<number> {
  const { resume, target, cv, save } = flags;
  if (resume !== undefined) {
    const resumed = await resumeTraining(resume, flags, command, terminal);
    await checkOutputPaths(flags);
    return trainHere(resumed, flags, terminal);
  }
  if (file === undefined) {
    throw new InputError("train: expected a file, got none: say which table to learn from, or what to --resume");
  }
  if (target === undefined) {
    throw new InputError("train: expected --target with a file, got none: say which column to predict");
  }
  const table: TableFlags = { ...flags, target };
  if (cv !== undefined) {
    if (flags.seeds !== undefined) throw new InputError("train: expected --cv or --seeds, got both: take one of them");
    const ofItsOwn = (["checkpoint", "maxTime", "store"] as const).find((name) => flags[name] !== undefined);
    if (save === undefined && ofItsOwn) {
      const option = command.options.find((one) => one.attributeName() === ofItsOwn)!.long;
      throw new InputError(
        `train: expected --save with --cv and ${option}, got none: ${option} is about the model's own training`,
      );
    }
    await checkOutputPaths(flags);
    const exitCode = await crossValidateLocally(file, { ...flags, ...table }, cv, terminal);
    if (save === undefined || exitCode !== exitCodes.done) return exitCode;
  }
  await checkOutputPaths(flags);
  return trainHere(await tableTraining(file, table, terminal, { isTold: cv !== undefined }), flags, terminal);
}

async function trainHere(training: Training, flags: Flags, terminal: Terminal): Promise<number> {
  const { finished, exitCode, isDrawn } = await runLocally(training, flags, { command: "train " }, terminal);
  if (finished && flags.format !== "ndjson") {
    if (!isDrawn) writeLine(terminal, endLine(finished));
    // Nothing is left that it could be a report of.
    if (finished.reason === "discarded") return exitCode;
    const { report } = finished;
    const [target = "target"] = training.data.columns?.targets ?? [];
    for (const line of reportLines(target, report)) writeLine(terminal, line);
    const { outputs } = training.data.train;
    if (report.importance) for (const line of importanceLines(report.importance, outputs)) writeLine(terminal, line);
  }
  return exitCode;
}
