/** The runs of this process: how each of them begins, and which there are. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { LogThread, StoredTraining } from "@epochal/log";
import { readRecording, resumeOptions, startRun, type Run, type RunOptions } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import type { Logger } from "../logger.ts";
import { countActivations } from "./count-parameters.ts";
import { readRun } from "./read-run.ts";

export interface RunRegistry {
  /** One that goes on. */
  find(id: string): Run | undefined;
  /** Starts one at once. */
  start(spec: TrainingSpec, data: TrainingData, how: RunOptions): Run;
  /** Takes one that was started elsewhere, whose rows are not known. */
  show(run: Run, spec: TrainingSpec): void;
  /** Goes on with one that was interrupted; see `EpochalServer`. */
  resume(id: string, how: RunOptions): Promise<Run>;
  /** Starts one that a client has asked for, here or on a server before this one, and whose turn has come. */
  startQueued(id: string, training: StoredTraining): void;
  /** Takes one that a client has asked for, which goes on already, and whose turn has come. */
  addQueued(run: Run, spec: TrainingSpec, rows: number): void;
  /** Takes one that has begun at a state of another one: it goes on at once, and who started the other one has started it. */
  addBranch(branch: Run, spec: TrainingSpec, data: TrainingData): void;
  /** Whether a client has started it: what is wrong with it is not this process's failure. */
  isClientRun(id: string): boolean;
  /** What the units of a run that a client has started would hold with other batches; undefined for any other run. */
  activationsOf(id: string, batchSize: number): number | undefined;
  /** It has ended. */
  forget(id: string): void;
  /** Ends all that go on. */
  dispose(): void;
}

export interface RunRegistryContext {
  readonly hub: Hub;
  readonly log: LogThread;
  /** Whether rows are stored, so that a later process can go on with them. */
  readonly storesRows: boolean;
  /** Whether clients may steer: a run that was paused when it was interrupted stays so only where they can resume it. */
  readonly acceptsCommands: boolean;
  /** How those are run that clients start. */
  readonly runOptions: RunOptions;
  readonly logger: Logger;
  /** Is told of a branch that could not be taken: nothing else is the worse for it. */
  readonly onFailure: (run: string, error: unknown) => void;
}

export function createRunRegistry(context: RunRegistryContext): RunRegistry {
  const { hub, log, storesRows: keepsRows, acceptsCommands: canSteer, runOptions, logger, onFailure } = context;
  const runs = new Map<string, Run>();
  const ofClients = new Map<string, { readonly spec: TrainingSpec; readonly rows: number }>();

  function begin(spec: TrainingSpec, data: TrainingData, how: RunOptions, parent?: string): Run {
    const onBranch = (branch: Run) => addBranch(branch, spec, data);
    return add(startRun(spec, data, { worker: true, onBranch, ...how }), spec, data, parent);
  }

  function add(run: Run, spec: TrainingSpec, data: TrainingData, parent: string | undefined): Run {
    try {
      const kept = keepsRows ? { data } : {};
      hub.add(run, { spec, ...kept, ...(parent !== undefined && { parent }) });
    } catch (error) {
      run.dispose();
      throw error;
    }
    runs.set(run.id, run);
    logger.info({ run: run.id, name: run.name, parent }, "a run has begun");
    return run;
  }

  function addBranch(branch: Run, spec: TrainingSpec, data: TrainingData): void {
    const { id, parent } = branch;
    if (parent !== undefined && ofClients.has(parent)) ofClients.set(id, { spec, rows: data.train.rows });
    try {
      add(branch, spec, data, parent);
    } catch (error) {
      onFailure(id, error);
    }
  }

  function beginQueued(id: string, { name, spec, data, options: how }: StoredTraining): void {
    const rows = data as TrainingData;
    const onBranch = (branch: Run) => addBranch(branch, spec, rows);
    addQueued(startRun(spec, rows, { ...runOptions, onBranch, ...how, id, name }), spec, rows.train.rows);
  }

  function addQueued(run: Run, spec: TrainingSpec, rows: number): void {
    ofClients.set(run.id, { spec, rows });
    runs.set(run.id, run);
    hub.add(run, "queued");
    logger.info({ run: run.id, name: run.name }, "a client's run has begun");
  }

  async function resume(id: string, how: RunOptions): Promise<Run> {
    await hub.settled();
    const record = hub.find(id);
    if (!record) throw new RangeError(`resume: expected the id of a run or "latest", got "${id}"`);
    if (record.status !== "interrupted") {
      throw new RangeError(`resume: expected an interrupted run, got "${record.id}", which is ${record.status}`);
    }
    const { name, spec, data } = (await log.training(record.id))!;
    if (!data) throw new RangeError(`resume: expected a run whose rows are stored, got "${record.id}" without them`);
    const told = await readRun(log, record.id);
    if (told.length === 0 && record.parent !== undefined) {
      throw new RangeError(
        `resume: expected a run whose first state is stored, got "${record.id}" without: it is one of "${record.parent}"`,
      );
    }
    const { isPaused = false, ...state } = told.length > 0 ? resumeOptions(readRecording(told)) : {};
    const going = { name, ...state, isPaused: isPaused && canSteer, parent: record.id, ...how };
    return begin(spec, data as TrainingData, going, record.id);
  }

  return {
    find: (id) => runs.get(id),
    start: begin,
    show(run, spec) {
      hub.add(run, { spec });
      runs.set(run.id, run);
    },
    resume,
    startQueued: beginQueued,
    addQueued,
    addBranch,
    isClientRun: (id) => ofClients.has(id),
    activationsOf(id, batchSize) {
      const training = ofClients.get(id);
      return training && countActivations({ ...training.spec, batchSize }, training.rows);
    },
    forget(id) {
      runs.delete(id);
      ofClients.delete(id);
    },
    dispose() {
      for (const run of runs.values()) run.dispose();
    },
  };
}
