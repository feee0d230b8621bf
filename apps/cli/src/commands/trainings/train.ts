/** `epochal train FILE.csv --target COLUMN`: trains a model on a table, without tuning. */
import { releaseTable } from "@epochal/data";
import type { Command } from "commander";
import { availableParallelism } from "node:os";
import v8 from "node:v8";
import { InputError } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { checkOutputPaths } from "../../files/output-paths.ts";
import { readTable } from "../../files/read-table.ts";
import { TABLE_FILE } from "../../options/table-options.ts";
import { wholeNumberParser } from "../../options/parse-number.ts";
import { addOutputOptions, addPersistenceOptions, addRunOptions, SEEDS } from "../../options/shared-options.ts";
import { defined } from "../../options/defined.ts";
import { resolveSplit } from "../../options/resolve-split.ts";
import { addWideOption, useWideIfWanted, type WideFlags } from "../../options/wide-option.ts";
import { endLine } from "../../output/end-line.ts";
import { writeLine, type Context, type Terminal } from "../../terminal.ts";
import { resumeTraining } from "../../training/resume-training.ts";
import { runLocally, type LocalRunFlags } from "../../training/run-locally.ts";
import { addToFlags, readSpecFile, withSpecFile } from "../../training/spec-file.ts";
import {
  addTableOptions,
  missingTargetError,
  tableTraining,
  type TableFlags,
  TARGET,
} from "../../training/table-training.ts";
import type { Training } from "../../training/training.ts";

const MAX_JOBS = 256;

interface Flags extends Omit<TableFlags, "target">, LocalRunFlags, WideFlags {
  readonly target?: string;
  readonly cv?: number;
  readonly jobs?: number;
  readonly split?: string;
  readonly spec?: string;
  readonly report?: boolean;
}

export function addTrain(program: Command, context: Context): void {
  const command = program
    .command("train")
    .description("Train a model that predicts a column of a table, numbers or classes, from its other columns.")
    .argument("[file]", `${TABLE_FILE}; leave it out with --resume`)
    .option("--target <column>", TARGET);
  addWideOption(addPersistenceOptions(addOutputOptions(addRunOptions(addTableOptions(command)))))
    .option("--save <file>", "save the model as JSON, for `epochal predict`; overwrites only an older model")
    .option("--seeds <n>", SEEDS, wholeNumberParser(1, 6))
    .option(
      "--split <how>",
      "test rows: time:COLUMN the latest, group:COLUMN all rows of some groups, or a file with rows to test on (default: all rows, out of folds; 15 % of very large tables)",
    )
    .option("--spec <file>", "JSON with the parts of the training spec that differ from the default, such as clipping")
    .option("--report", "also print the scores on the training rows, calibration, and what was done to each column")
    .option(
      "--cv <n>",
      "cross-validate in n folds, at random or by --split; with --save, also train the model",
      wholeNumberParser(2),
    )
    .option(
      "--jobs <n>",
      "threads to train in; with --cv, folds at once; the results are the same (default: one for each core)",
      wholeNumberParser(1, MAX_JOBS),
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
    await useWideIfWanted(flags, terminal);
    return trainAndReport(resumed, flags, terminal);
  }
  if (file === undefined) throw new InputError("train: name a file to train on, or a checkpoint with --resume");
  const endYoungLimit = limitYoungGeneration();
  const rows = await readTable(file, flags);
  if (target === undefined) throw missingTargetError(file, rows);
  const { table, split } = await resolveSplit(flags.split, rows, flags.delimiter);
  const overrides = flags.spec === undefined ? {} : await readSpecFile(flags.spec, flags);
  const tableFlags = addToFlags({ ...flags, target }, overrides);
  if (cv !== undefined) {
    if (flags.spec !== undefined) throw new InputError("train: --cv and --spec do not go together: leave out one");
    if (split?.type === "last")
      throw new InputError("train: --cv and --split with a file do not go together: leave out one");
    if (flags.seeds !== undefined) throw new InputError("train: --cv and --seeds do not go together: leave out one");
    const modelOption = (["checkpoint", "maxTime", "store", "nats"] as const).find((name) => flags[name] !== undefined);
    if (save === undefined && modelOption) {
      const option = command.options.find((one) => one.attributeName() === modelOption)!.long;
      throw new InputError(`train: with --cv, ${option} needs --save: it is for the training of the model`);
    }
    await checkOutputPaths(flags);
    await useWideIfWanted(flags, terminal);
    const { crossValidateLocally } = await import("../../training/cross-validate-locally.ts");
    const { jobs = availableParallelism() } = flags;
    const how = { folds: cv, jobs, ...defined({ split }) };
    const exitCode = await crossValidateLocally(file, table, { ...flags, target }, how, terminal);
    if (save === undefined || exitCode !== exitCodes.done) return exitCode;
  }
  await checkOutputPaths(flags);
  if (cv === undefined) await useWideIfWanted(flags, terminal);
  const training = tableTraining(file, table, tableFlags, terminal, {
    areNotesLogged: cv !== undefined,
    ...(split && { split }),
  });
  releaseTable(table);
  endYoungLimit();
  const { spec } = flags;
  return trainAndReport(spec === undefined ? training : withSpecFile(spec, training, overrides), flags, terminal);
}

async function trainAndReport(training: Training, flags: Flags, terminal: Terminal): Promise<number> {
  const { finished, exitCode, isDrawn } = await runLocally(training, flags, { command: "train " }, terminal);
  if (finished && flags.format !== "ndjson") {
    if (!isDrawn) writeLine(terminal, await endLine(finished));
    // A discarded run has no model to report on.
    if (finished.reason === "discarded") return exitCode;
    const { data, spec } = training;
    const { train, test, columns } = data;
    const folds = spec.folds && !test ? (spec.network.members ?? 1) : 0;
    const reported = { report: finished.report, columns, outputs: train.outputs, folds };
    const { modelReportLines } = await import("../../report/model-report.ts");
    const lines = modelReportLines(reported, flags.report ?? false);
    for (const line of lines) writeLine(terminal, line);
  }
  return exitCode;
}

/**
 * Keeps V8's young generation small until the returned function is called: while a table of a million rows is read, it would grow to
 * 100 MB that are never given back.
 */
function limitYoungGeneration(): () => void {
  const setGrowth = (factor: number) => v8.setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  setGrowth(1);
  return () => setGrowth(2);
}
