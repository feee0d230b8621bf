/** The runs of this process: how each of them starts, and which clients have started. */
import { snapshotFromJson, snapshotToJson, type TrainingData, type TrainingSpec } from "@epochal/core";
import type { EventLog, StoredTraining } from "@epochal/log";
import { endAtEpoch, startRun, type BranchStart, type Run, type RunOptions } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import type { Logger } from "../logger.ts";
import { countActivations, trainingBytes } from "./count-parameters.ts";
import { readInterrupted, type StoredOptions } from "./interrupted-run.ts";
import type { RunMemory } from "./run-memory.ts";

export interface RunRegistry {
  find(id: string): Run | undefined;
  /** Starts a run immediately. */
  start(spec: TrainingSpec, data: TrainingData, options: RunOptions): Run;
  /** Adds a run that was started elsewhere, whose rows are not known. */
  show(run: Run, spec: TrainingSpec): void;
  /** Continues an interrupted run; see `EpochalServer`. `isClientRun`: its failure is not a failure of this process. */
  resume(id: string, options: RunOptions, isClientRun?: boolean): Promise<Run>;
  /** Keeps a client's run that has made a trial start, is held, and is about to be queued. */
  holdReady(run: Run, spec: TrainingSpec, data: TrainingData): void;
  /** Adds a client's run that has made a trial start, as its turn has come; false if there is none with this id. */
  startReady(id: string): boolean;
  /** Disposes of a run that was held ready and was not started: when its turn comes, it starts anew. */
  disposeReady(id: string): void;
  /** Starts a queued run from what is stored of it, as its turn has come. */
  startStored(id: string, training: StoredTraining): void;
  /** The options of a run that a client starts, with those that all such runs have. */
  clientOptions(training: Training, options: RunOptions): RunOptions;
  /** Whether a client has started the run, so that its failure is not a failure of this process. */
  isClientRun(id: string): boolean;
  /** The activations of a client's run with another batch size; undefined for other runs. */
  activationsOf(id: string, batchSize: number): number | undefined;
  /** Removes a run that has ended. */
  forget(id: string): void;
  /** Ends all runs. */
  dispose(): void;
}

export interface RunRegistryContext {
  readonly hub: Hub;
  readonly log: EventLog;
  /** Whether rows are stored, so that a later process can continue a run. */
  readonly storesRows: boolean;
  /** Whether clients may send commands. Without, a resumed run does not stay paused: no client could continue it. */
  readonly acceptsCommands: boolean;
  /** The options of all runs; those of a run override them. */
  readonly runOptions: RunOptions;
  readonly logger: Logger;
  readonly limits: Pick<Limits, "startHeapBytes">;
  /** Counts every run from its start to its end. */
  readonly memory: RunMemory;
  readonly createRunId: () => string;
  /** Whether one more run may train. Otherwise a branch is queued. */
  readonly hasFreeSlot: () => boolean;
  /** Is called when a branch was queued. */
  readonly onQueued: () => void;
  /** Is called for a branch that could not be added; its parent is not affected. */
  readonly onFailure: (run: string, error: unknown) => void;
}

interface Training {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

/** A part of a trial is stored with its first and its last snapshot, besides those that a takeover needs: a search has many. */
const PART_OPTIONS = { isPaused: true, snapshotBytes: 0 } as const;

interface ReadyRun {
  readonly run: Run;
  readonly spec: TrainingSpec;
  readonly rows: number;
}

/** The runs, and what every one of them needs. */
interface Registry extends RunRegistryContext {
  readonly runs: Map<string, Run>;
  readonly ready: Map<string, ReadyRun>;
  /** The trainings that clients have started. */
  readonly clientTrainings: Map<string, { readonly spec: TrainingSpec; readonly rows: number }>;
}

export function createRunRegistry(context: RunRegistryContext): RunRegistry {
  const registry: Registry = { ...context, runs: new Map(), ready: new Map(), clientTrainings: new Map() };
  const { hub, runs, ready, clientTrainings, memory } = registry;

  function takeReady(id: string): ReadyRun | undefined {
    const taken = ready.get(id);
    ready.delete(id);
    return taken;
  }

  return {
    find: (id) => runs.get(id),
    start: (spec, data, options) => start(registry, { spec, data }, options),
    show(run, spec) {
      hub.add(run, { spec });
      runs.set(run.id, run);
    },
    resume: (id, options, isClientRun = false) => resume(registry, id, options, isClientRun),
    holdReady: (run, spec, data) => void ready.set(run.id, { run, spec, rows: data.train.rows }),
    startReady(id) {
      const taken = takeReady(id);
      if (taken) addQueued(registry, taken);
      return taken !== undefined;
    },
    disposeReady: (id) => takeReady(id)?.run.dispose(),
    startStored: (id, training) => startStored(registry, id, training),
    clientOptions: (training, options) => clientOptions(registry, training, options),
    isClientRun: (id) => clientTrainings.has(id),
    activationsOf(id, batchSize) {
      const training = clientTrainings.get(id);
      return training && countActivations({ ...training.spec, batchSize }, training.rows);
    },
    forget(id) {
      runs.delete(id);
      clientTrainings.delete(id);
      memory.remove(id);
    },
    dispose() {
      for (const run of runs.values()) run.dispose();
    },
  };
}

/** The options of a run that can branch. */
function withBranches(registry: Registry, training: Training, options: RunOptions): RunOptions {
  const merged = { ...registry.runOptions, ...options };
  return { ...merged, onBranchRequest: (branch) => branchTo(registry, branch, training, merged) };
}

function clientOptions(registry: Registry, training: Training, options: RunOptions): RunOptions {
  return withBranches(registry, training, { workerHeapBytes: registry.limits.startHeapBytes, ...options });
}

function start(
  registry: Registry,
  training: Training,
  options: RunOptions,
  resumes?: string,
  part: Pick<StoredOptions, "endAtEpoch"> = {},
): Run {
  const { epochsPerSecond } = options;
  const stored: StoredOptions = {
    ...part,
    ...(epochsPerSecond !== undefined && { epochsPerSecond }),
    ...(resumes !== undefined && { resumes: true }),
  };
  // The time alone may be the id of a stored run, if the clock was set back.
  const named = { id: registry.createRunId(), ...options };
  const run = startRun(training.spec, training.data, withBranches(registry, training, named));
  return add(registry, run, training, resumes, stored);
}

function add(
  { hub, storesRows, runs, memory, logger }: Registry,
  run: Run,
  { spec, data }: Training,
  parent: string | undefined,
  options: StoredOptions = {},
): Run {
  try {
    hub.add(run, { spec, options, ...(storesRows && { data }), ...(parent !== undefined && { parent }) });
  } catch (error) {
    run.dispose();
    throw error;
  }
  runs.set(run.id, run);
  memory.add(run.id, trainingBytes(spec, data));
  logger.info({ run: run.id, name: run.name, parent }, "run started");
  return run;
}

/** Starts a branch, or queues it. It belongs to a client if its parent does. @param options of the parent. */
function branchTo(registry: Registry, branch: BranchStart, training: Training, options: RunOptions): void {
  const { hub, clientTrainings, memory, hasFreeSlot, onQueued, onFailure } = registry;
  const { run: id, name, parent, from, epochsPerSecond } = branch;
  const { spec, data } = training;
  const fail = (error: unknown) => onFailure(id, error);
  if (!hasFreeSlot() || !memory.fits(trainingBytes(spec, data))) {
    const stored: StoredOptions = { epochsPerSecond, from: snapshotToJson(from), parent };
    hub.queue.enqueue({ id, name, spec, data, parent, options: stored }).then(onQueued, fail);
    return;
  }
  if (clientTrainings.has(parent)) clientTrainings.set(id, { spec, rows: data.train.rows });
  const { ahead: _, isPaused: __, ...inherited } = options;
  try {
    const branched = { ...inherited, id, name, parent, from, epochsPerSecond };
    add(registry, startRun(spec, data, withBranches(registry, training, branched)), training, parent);
  } catch (error) {
    fail(error);
  }
}

function addQueued({ hub, runs, clientTrainings, logger }: Registry, { run, spec, rows }: ReadyRun): void {
  clientTrainings.set(run.id, { spec, rows });
  runs.set(run.id, run);
  hub.add(run, "queued");
  run.hold?.(false);
  logger.info({ run: run.id, name: run.name }, "queued run started");
}

async function resume(registry: Registry, id: string, options: RunOptions, isClientRun: boolean): Promise<Run> {
  const { hub, log, acceptsCommands, limits, clientTrainings } = registry;
  await hub.settled();
  const { record, spec, data, state, endAtEpoch: lastEpoch } = await readInterrupted(hub, log, id);
  const isPart = lastEpoch !== undefined;
  const resumed = {
    ...state,
    isPaused: isPart || (state.isPaused === true && acceptsCommands),
    parent: record.id,
    ...(isClientRun && { workerHeapBytes: limits.startHeapBytes }),
    ...options,
  };
  const run = start(registry, { spec, data }, resumed, record.id, isPart ? { endAtEpoch: lastEpoch } : {});
  if (isPart) endAtEpoch(run, lastEpoch);
  if (isClientRun) clientTrainings.set(run.id, { spec, rows: data.train.rows });
  return run;
}

function startStored(registry: Registry, id: string, { name, spec, data, options = {} }: StoredTraining): void {
  const training = { spec, data: data as TrainingData };
  const { from, endAtEpoch: lastEpoch, ...stored } = options as StoredOptions;
  const part = lastEpoch !== undefined && PART_OPTIONS;
  const started = { ...stored, ...part, ...(from && { from: snapshotFromJson(from) }), id, name };
  const run = startRun(spec, training.data, clientOptions(registry, training, started));
  if (lastEpoch !== undefined) endAtEpoch(run, lastEpoch);
  addQueued(registry, { run, spec, rows: training.data.train.rows });
  registry.memory.add(id, trainingBytes(spec, training.data));
}
