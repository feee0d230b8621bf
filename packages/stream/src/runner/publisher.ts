/** What a run tells: its facts in order, numbered and stamped, epochs in columns, and now and then the state of the network. */
import {
  createReport,
  hashParameters,
  hashSnapshot,
  score,
  type Diagnosis,
  type EpochColumns,
  type Scores,
  type Snapshot,
  type Trainer,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { createDiagnosticsSchedule } from "./diagnostics-schedule.ts";
import type { Clock } from "../clock.ts";
import { createEpochAccumulator } from "./epoch-accumulator.ts";
import type { Command, EpochEvent, EventChunk, FinishReason, StartPoint, TrainingEvent } from "../events/index.ts";
import { createSnapshotPolicy } from "./snapshot-policy.ts";
import { summarizeData } from "./data-summary.ts";

export interface EventPublisher {
  /** The beginning, and the state it goes on from. */
  started(run: string, name: string, spec: TrainingSpec, from: StartPoint | undefined): void;
  /** Epochs, and the state after the last of them where that is due. */
  epochs(columns: EpochColumns): void;
  /** How many epochs may be done before there may be more to tell: a state, or what somebody notices. */
  epochsUntilCheck(): number;
  /** The state as it is now: once as long as it is the same, and only while its numbers are finite. */
  snapshot(): void;
  /** The state too, where the last one was told too long ago. */
  snapshotIfDue(now: number): void;
  noticed(text: string): void;
  /** That it has diverged and begun again, where it has since this was last asked for. */
  restarted(): void;
  /** The answer to a command; `reason` says why it was refused. */
  commanded(command: Command, reason?: string): void;
  /** The answer to a command that has made a new run, at a state of this one. */
  branched(command: Command, branch: string, from: Snapshot): void;
  /** The run stands where it has been before: it tells its state and its epochs again. */
  rewound(): void;
  finished(reason: FinishReason): void;
  /** Tells the epochs that have been collected. */
  flush(): void;
  /** Nothing is told any more. */
  close(): void;
}

export interface PublisherOptions {
  /** Whether people watch as it happens: then no second passes without a snapshot. */
  readonly isPaced: () => boolean;
  /** Most time between two snapshots, in ms; Infinity for no such bound. */
  readonly snapshotEveryMs: number;
  /** See `createSnapshotPolicy`. */
  readonly snapshotBytes: number;
  /** Is given each state that is told. */
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

/** Most epochs in a chunk, so that messages stay small. */
const MAX_CHUNK_EPOCHS = 1024;
/** Most time without a snapshot, where people watch. */
const MAX_MS_BETWEEN_WATCHED_SNAPSHOTS = 1000;

/** An event that is told alone, and what remains of it without what every event has. */
type SingleEvent = Exclude<TrainingEvent, EpochEvent>;
type EventBody<Event = SingleEvent> = Event extends SingleEvent ? Omit<Event, "seq" | "time"> : never;

export function createEventPublisher(
  trainer: Trainer,
  data: TrainingData,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  { isPaced, snapshotEveryMs, snapshotBytes, onSnapshot }: PublisherOptions,
): EventPublisher {
  const { scalers } = trainer;
  const epochs = createEpochAccumulator();
  const policy = createSnapshotPolicy(trainer, snapshotBytes, isPaced);

  let seq = 0;
  let isClosed = false;
  /** What tells the state that was told last from others. */
  let lastSnapshotKey = "";
  let lastSnapshotTime = 0;
  let publishedRestarts = trainer.restarts;
  const checkups = createDiagnosticsSchedule(trainer);

  function flush(): void {
    if (epochs.length === 0 || isClosed) return;
    const chunk = epochs.take(seq + 1, clock.now());
    seq += chunk.loss.length;
    emit(chunk);
  }

  function publish(fact: EventBody): void {
    flush();
    if (isClosed) return;
    seq += 1;
    emit({ ...fact, seq, time: clock.now() } as SingleEvent);
  }

  function notice(diagnoses: readonly Diagnosis[]): void {
    for (const { rule, text } of diagnoses) publish({ type: "noticed", epoch: trainer.epoch, rule, text });
  }

  function snapshot(): void {
    const { epoch, stepCount, settings, network } = trainer;
    const key = JSON.stringify([epoch, stepCount, settings]);
    if (key === lastSnapshotKey || !network.parameters.every(Number.isFinite)) return;
    lastSnapshotTime = clock.now();
    const { rows, predicted } = trainer.evaluate();
    const scores: Scores = score(predicted, rows);
    if (!Object.values(scores).every(Number.isFinite)) return;
    lastSnapshotKey = key;
    const state = trainer.snapshot();
    onSnapshot(state);
    publish({ type: "snapshot", epoch, hash: hashSnapshot(state), snapshot: state, scores });
  }

  function isSnapshotDue(epoch: number): boolean {
    if (policy.isDue(epoch)) return true;
    return policy.isSmall && isPaced() && clock.now() - lastSnapshotTime >= MAX_MS_BETWEEN_WATCHED_SNAPSHOTS;
  }

  return {
    started(run, name, spec, from) {
      publish({
        type: "started",
        run,
        name,
        spec,
        data: summarizeData(data, scalers),
        ...(from && { from }),
      });
      notice(checkups.start());
    },

    epochs(columns) {
      const count = columns.loss.length;
      if (count === 0) return;
      if (epochs.length + count > MAX_CHUNK_EPOCHS) flush();
      epochs.push(columns);
      if (isSnapshotDue(columns.epoch + count - 1)) snapshot();
      notice(checkups.epoch());
    },

    epochsUntilCheck() {
      return Math.min(policy.untilNext(trainer.epoch), checkups.epochsUntilNext);
    },

    snapshot,

    snapshotIfDue(now) {
      if (now - lastSnapshotTime >= snapshotEveryMs) snapshot();
    },

    noticed(text) {
      publish({ type: "noticed", epoch: trainer.epoch, text });
    },

    restarted() {
      const { restarts, startEpoch } = trainer;
      if (restarts > publishedRestarts) {
        const count = `${restarts} of ${trainer.spec.restarts}`;
        const text = `diverged in epoch ${startEpoch}: begins again with other weights, ${count}`;
        publish({ type: "noticed", epoch: startEpoch, text });
      }
      publishedRestarts = restarts;
    },

    commanded(command, reason) {
      publish({
        type: "commanded",
        command,
        outcome: reason === undefined ? "applied" : "refused",
        ...(reason !== undefined && { reason }),
        epoch: trainer.epoch,
        step: trainer.stepCount,
      });
    },

    branched(command, branch, { epoch, step }) {
      publish({ type: "commanded", command, outcome: "applied", epoch, step, branch });
    },

    rewound() {
      lastSnapshotKey = "";
      publishedRestarts = trainer.restarts;
      checkups.rewound();
    },

    finished(reason) {
      const { epoch, modelEpoch } = trainer;
      if (reason !== "diverged") snapshot();
      const model = trainer.model();
      const report = createReport(model, data, { seed: trainer.spec.seed ?? 0 });
      notice(checkups.end(report));
      const hash = hashParameters(model.network.parameters);
      publish({ type: "finished", reason, epoch, modelEpoch, model: model.toJSON(), hash, report });
    },

    flush,

    close() {
      isClosed = true;
    },
  };
}
