/** `epochal search FILE.csv --target COLUMN`: trains with many settings, stops bad ones early, and keeps the best. */
import { exampleNames } from "@epochal/data";
import {
  chooseTrials,
  formatValue,
  hyperparameters,
  rungEpochs,
  samplers,
  settingsOf,
  type SamplerName,
} from "@epochal/search";
import { Option, type Command } from "commander";
import { availableParallelism } from "node:os";
import { InputError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { checkOutputPaths } from "../files/output-paths.ts";
import { readTable } from "../files/read-files.ts";
import { writeModel } from "../files/write-files.ts";
import { defined } from "../options/defined.ts";
import { addNatsOptions, type NatsFlags } from "../options/nats-options.ts";
import { parsePositiveNumber, wholeNumberParser } from "../options/parse-number.ts";
import { resolveSplit } from "../options/resolve-split.ts";
import { addTrainingOptions } from "../options/shared-options.ts";
import { TABLE_FILE } from "../options/table-options.ts";
import { addWideOption, useWideIfWanted, type WideFlags } from "../options/wide-option.ts";
import { openShared, storeName } from "../runs/open-nats.ts";
import { createRunRecorder } from "../runs/run-recorder.ts";
import { evaluationLines, evaluateTrial, type EvaluatedTrial } from "../search/evaluate-trial.ts";
import { runSearch, type SearchEnd } from "../search/run-search.ts";
import { eventAsJson, endAsJson } from "../search/search-json.ts";
import { trialTable } from "../search/search-lines.ts";
import { readSpace, searchNamedTraining, searchTableTraining, type SearchTraining } from "../search/search-training.ts";
import { createQueuedTrialRuns } from "../search/queued-trial-runs.ts";
import { createTrialRuns, type TrialRuns } from "../search/trial-runs.ts";
import { commandName, logNote, writeLine, type Context, type Terminal } from "../terminal.ts";
import { addTableOptions, missingTargetError, TARGET, type TableFlags, type Training } from "../training/training.ts";

interface Flags extends Omit<TableFlags, "target">, NatsFlags, WideFlags {
  readonly target?: string;
  readonly data?: string;
  readonly split?: string;
  readonly try: readonly string[];
  readonly method: SamplerName;
  readonly trials?: number;
  readonly halving: boolean;
  readonly reduction?: number;
  readonly minEpochs?: number;
  readonly jobs?: number;
  readonly maxTime?: number;
  readonly store?: string;
  readonly save?: string;
  readonly format: "lines" | "ndjson";
}

/** A grid of more combinations is a typing error. */
const MAX_TRIALS = 100_000;
const MAX_JOBS = 256;
/** The result is the same for any number of jobs up to this. */
const MAX_ALIKE_JOBS = 8;

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
    .action(async (file: string | undefined, flags: Flags) =>
      context.setExitCode(await run(file, flags, command, context)),
    );
}

async function run(file: string | undefined, flags: Flags, command: Command, { terminal }: Context): Promise<number> {
  const searched = await readTraining(file, flags, command, terminal);
  const { training } = searched;
  const space = readSpace(flags.try, training, command);
  await checkOutputPaths(flags);
  const { spec } = training;
  const { method, reduction, halving, minEpochs, nats } = flags;
  const { jobs = nats === undefined ? Math.min(MAX_ALIKE_JOBS, availableParallelism()) : MAX_ALIKE_JOBS } = flags;
  if (minEpochs !== undefined && minEpochs > spec.epochs)
    throw new InputError(`search: --min-epochs ${minEpochs} is more than the ${spec.epochs} epochs of a trial`);
  await useWideIfWanted(flags, terminal);
  const { size } = samplers[method](space, spec.seed ?? 0);
  if (method === "grid" && flags.trials === undefined && size > MAX_TRIALS)
    throw new InputError(`search: the grid has ${size} combinations: limit them with --trials, or try fewer values`);
  const choice = {
    method,
    seed: spec.seed ?? 0,
    first: [settingsOf(spec, Object.keys(space))],
    ...defined({ trials: flags.trials }),
  };
  const trials = chooseTrials(space, choice).length;
  const store = nats === undefined ? flags.store : storeName(nats);
  const options = {
    ...choice,
    trials,
    jobs,
    epochs: spec.epochs,
    isHalving: halving,
    ...defined({ reductionFactor: reduction, minEpochs }),
  };
  const tried = Object.entries(space).map(([name, domain]) =>
    domain.type === "choices"
      ? `${name} ${domain.values.map(formatValue).join("|")}`
      : `${name} ${domain.min}..${domain.max}`,
  );
  const rungs = halving ? rungEpochs(options) : [spec.epochs];
  logNote(terminal, `${trials} trials, to ${rungs.join(", ")} epochs, ${jobs} at once: ${tried.join(", ")}`);
  const { runs, throwFailure, close } = await openTrials(training, flags, terminal);
  try {
    const isNdjson = flags.format === "ndjson";
    const onEvent = isNdjson ? (event: Parameters<typeof eventAsJson>[0]) => writeJson(eventAsJson(event)) : undefined;
    const end = await runSearch(space, runs, { ...options, maxTime: flags.maxTime, store, onEvent }, terminal);
    throwFailure();
    return await report(end, searched, Object.keys(space), runs, { ...flags, ...defined({ store }) }, terminal);
  } finally {
    await close();
  }

  function writeJson(value: object | undefined): void {
    if (value) writeLine(terminal, JSON.stringify(value));
  }
}

interface OpenTrials {
  readonly runs: TrialRuns;
  /** Throws if the store could not be written. */
  readonly throwFailure: () => void;
  readonly close: () => Promise<unknown>;
}

/** The trials, in this process or, with `--nats`, in workers. */
async function openTrials(training: Training, flags: Flags, terminal: Terminal): Promise<OpenTrials> {
  const { store, nats } = flags;
  if (nats === undefined) {
    let failure: Error | undefined;
    const onFailure = (error: unknown) => void (failure ??= error as Error);
    const recorder = store === undefined ? undefined : await createRunRecorder(store, onFailure);
    return {
      runs: createTrialRuns(training, recorder),
      throwFailure() {
        if (failure) throw failure;
      },
      close: async () => recorder?.close(),
    };
  }
  const log = await openShared(nats, flags, {}, terminal);
  if (log.leases().every(({ jobs }) => jobs === undefined))
    logNote(terminal, `${storeName(nats)} has no workers yet: start one with \`epochal work --nats …\``);
  return {
    runs: createQueuedTrialRuns(training, log, (text) => logNote(terminal, text)),
    throwFailure() {},
    close: () => log.close(),
  };
}

async function readTraining(
  file: string | undefined,
  flags: Flags,
  command: Command,
  terminal: Terminal,
): Promise<SearchTraining> {
  const { data, target, split: how } = flags;
  if (data !== undefined) {
    if (file !== undefined) throw new InputError(`search: leave out ${file} or --data ${data}: it is one or the other`);
    return searchNamedTraining(data, { ...flags, target: "" }, command);
  }
  if (file === undefined) throw new InputError("search: name a file to train on, or a data set with --data");
  const rows = await readTable(file, flags);
  if (target === undefined) throw missingTargetError(file, rows);
  const { table, split } = await resolveSplit(how, rows, flags.delimiter);
  return searchTableTraining(file, table, { ...flags, target }, split, terminal);
}

/** Prints the trials and the scores of the best one, and saves it; returns the exit code. */
async function report(
  { finished, interruptedBy }: SearchEnd,
  { training, test }: SearchTraining,
  names: readonly string[],
  runs: TrialRuns,
  { format, save, store }: Flags,
  terminal: Terminal,
): Promise<number> {
  const trials = finished?.trials ?? [];
  const best = await evaluateTrial(trials[0], training, test, runs);
  const first = trials.find(({ trial }) => trial === 1);
  const usual: EvaluatedTrial | undefined =
    first === trials[0] ? best : await evaluateTrial(first, training, test, runs);
  if (finished && format === "ndjson") writeLine(terminal, JSON.stringify(endAsJson(finished, best, usual)));
  else if (trials.length > 0) {
    const { targets = [] } = training.data.columns ?? {};
    for (const line of trialTable(trials, names)) writeLine(terminal, line);
    if (best)
      for (const line of ["", ...evaluationLines(best, usual, targets, training.spec)]) writeLine(terminal, line);
  }
  const program = commandName(terminal);
  if (store !== undefined) {
    const again = finished?.isComplete ? "" : "; the same command continues the search";
    logNote(terminal, `recorded in ${store}; to see the trials: ${program} runs list ${store}${again}`);
  }
  if (best && save !== undefined) {
    await writeModel(save, best.model.toJSON());
    logNote(
      terminal,
      `model of trial ${best.trial.trial} saved to ${save}; to use it: ${program} predict ${save} NEW.csv`,
    );
  }
  if (trials.length === 0)
    logNote(terminal, "no trial has a result yet: nothing to report or save; give it more time, or fewer --epochs");
  if (interruptedBy) return exitCodes[interruptedBy];
  if (trials.length === 0) return exitCodes.failed;
  return best ? exitCodes.done : exitCodes.diverged;
}
