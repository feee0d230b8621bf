/** The action of `epochal search`: trains the trials, evaluates the best one and saves it. */
import {
  applySettings,
  chooseTrials,
  formatValue,
  rungEpochs,
  samplers,
  settingsOf,
  type SearchEvent,
} from "@epochal/search";
import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { InputError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { checkOutputPaths } from "../files/output-paths.ts";
import { readTable } from "../files/read-table.ts";
import { writeModel } from "../files/write-files.ts";
import { defined } from "../options/defined.ts";
import { resolveSplit } from "../options/resolve-split.ts";
import { useWideIfWanted } from "../options/wide-option.ts";
import { openShared, storeName } from "../runs/open-nats.ts";
import { createRunRecorder } from "../runs/run-recorder.ts";
import { canDraw, commandName, logNote, writeLine, type Terminal } from "../terminal.ts";
import { checkMemory } from "../training/check-memory.ts";
import { missingTargetError } from "../training/table-training.ts";
import { threadsOfEach } from "../training/threads-of-each.ts";
import type { Training } from "../training/training.ts";
import { evaluationLines, evaluateTrial, type EvaluatedTrial } from "./evaluate-trial.ts";
import { createQueuedTrialRuns } from "./queued-trial-runs.ts";
import { runSearch, type SearchEnd } from "./run-search.ts";
import { MAX_TRIALS, type SearchFlags } from "./search-flags.ts";
import { eventAsJson, endAsJson } from "./search-json.ts";
import { trialTable } from "./search-lines.ts";
import { readSpace, searchNamedTraining, searchTableTraining, type SearchTraining } from "./search-training.ts";
import { createSearchView } from "./search-view.ts";
import { createTrialRuns, type TrialRuns, type TrialState } from "./trial-runs.ts";

/** The result is the same for any number of jobs up to this. */
const MAX_ALIKE_JOBS = 8;

/** Trains the trials, reports and saves; returns the exit code. */
export async function startSearch(
  file: string | undefined,
  flags: SearchFlags,
  command: Command,
  terminal: Terminal,
): Promise<number> {
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
  const chosen = chooseTrials(space, choice);
  const trials = chosen.length;
  // Workers have limits of their own.
  if (nats === undefined) {
    const { data } = training;
    const trainings = chosen.map((settings) => ({ spec: applySettings(spec, settings), data }));
    checkMemory(trainings, Math.min(jobs, trials), terminal);
  }
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
  const isNdjson = flags.format === "ndjson";
  const names = Object.keys(space);
  const view = isNdjson || !canDraw(terminal) ? undefined : createSearchView({ ...options, names }, terminal);
  const output = view?.terminal ?? terminal;
  const threads = flags.jobs === undefined ? threadsOfEach(jobs) : 1;
  const { runs, lost, throwFailure, close } = await openTrials(training, flags, threads, output);
  try {
    const onEvent = isNdjson ? (event: SearchEvent<TrialState>) => writeJson(eventAsJson(event)) : view?.show;
    const timed = { ...options, maxTime: flags.maxTime, store, onEvent };
    const end = await Promise.race([runSearch(space, runs, timed, output), lost]).finally(() => view?.close());
    if (end instanceof Error) throw end;
    throwFailure();
    return await report(end, searched, names, runs, { ...flags, ...defined({ store }) }, terminal);
  } finally {
    await close();
  }

  function writeJson(value: object | undefined): void {
    if (value) writeLine(terminal, JSON.stringify(value));
  }
}

interface OpenTrials {
  readonly runs: TrialRuns;
  /** Resolves when what is stored was deleted: nothing ends any more. */
  readonly lost: Promise<Error>;
  /** Throws if the store could not be written. */
  readonly throwFailure: () => void;
  readonly close: () => Promise<unknown>;
}

/** The trials, in this process or, with `--nats`, in workers. @param threads of each trial in this process. */
async function openTrials(
  training: Training,
  flags: SearchFlags,
  threads: number,
  terminal: Terminal,
): Promise<OpenTrials> {
  const { store, nats } = flags;
  if (nats === undefined) {
    let failure: Error | undefined;
    const onFailure = (error: unknown) => void (failure ??= error as Error);
    const recorder = store === undefined ? undefined : await createRunRecorder(store, onFailure);
    return {
      runs: createTrialRuns(training, recorder, threads),
      lost: new Promise(() => {}),
      throwFailure() {
        if (failure) throw failure;
      },
      close: async () => recorder?.close(),
    };
  }
  const lost = Promise.withResolvers<Error>();
  const log = await openShared(nats, flags, {}, terminal, lost.resolve);
  if (log.leases().every(({ jobs }) => jobs === undefined))
    logNote(terminal, `${storeName(nats)} has no workers yet: start one with \`epochal work --nats …\``);
  return {
    runs: createQueuedTrialRuns(training, log, (text) => logNote(terminal, text)),
    lost: lost.promise,
    throwFailure() {},
    close: () => log.close(),
  };
}

async function readTraining(
  file: string | undefined,
  flags: SearchFlags,
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
  { format, save, store }: SearchFlags,
  terminal: Terminal,
): Promise<number> {
  const trials = finished?.trials ?? [];
  let failure: Error | undefined;
  /** The trials are reported even if the snapshot of one is not stored any more. */
  async function evaluate(trial: (typeof trials)[number] | undefined): Promise<EvaluatedTrial | undefined> {
    try {
      return await evaluateTrial(trial, training, test, runs);
    } catch (error) {
      failure ??= error as Error;
      return undefined;
    }
  }
  const best = await evaluate(trials[0]);
  if (!best && trials[0] && Number.isFinite(trials[0].loss))
    failure ??= new Error(`search: trial ${trials[0].trial}, the best, failed later and has no model: search again`);
  const first = trials.find(({ trial }) => trial === 1);
  const usual: EvaluatedTrial | undefined = first === trials[0] ? best : await evaluate(first);
  if (finished && format === "ndjson") writeLine(terminal, JSON.stringify(endAsJson(finished, best, usual)));
  else if (trials.length > 0) {
    const { targets = [] } = training.data.columns ?? {};
    for (const line of trialTable(trials, names)) writeLine(terminal, line);
    if (best)
      for (const line of ["", ...evaluationLines(best, usual, targets, training.spec)]) writeLine(terminal, line);
  }
  const program = commandName(terminal);
  if (store !== undefined) {
    const again = finished?.isComplete || failure ? "" : "; the same command continues the search";
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
  if (failure) throw failure;
  if (interruptedBy) return exitCodes[interruptedBy];
  if (trials.length === 0) return exitCodes.failed;
  return best ? exitCodes.done : exitCodes.diverged;
}
