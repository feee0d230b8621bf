/** Publishes the events of a run, and adds snapshots and findings. */
import {
  createReport,
  createTrainingBaselines,
  hashParameters,
  type Diagnosis,
  type EpochColumns,
  type Snapshot,
  type Trainer,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import type { Clock } from "../clock.ts";
import type { Command, EventChunk, FinishReason, StartPoint } from "../events/index.ts";
import { summarizeData } from "./data-summary.ts";
import { refusal, senderOf } from "../commands/command-size.ts";
import { createDiagnosticsSchedule } from "./diagnostics-schedule.ts";
import { createEventWriter } from "./event-writer.ts";
import { createRefusalLimit } from "../commands/refusal-limit.ts";
import { createSnapshotTaker } from "./snapshot-taker.ts";
import { createSnapshotPolicy } from "./snapshot-policy.ts";

/** One method per event, and a few that decide when. */
export interface EventPublisher {
  started(run: string, name: string, spec: TrainingSpec, from: StartPoint | undefined): void;
  /** Collects epochs; publishes a snapshot and findings after the last one if they are due. */
  epochs(columns: EpochColumns): void;
  /** Epochs until a snapshot or a check is due: at most this many may be trained before the next call of `epochs`. */
  epochsUntilCheck(): number;
  /** Publishes the current state, unless it is published already or has numbers that are not finite. */
  snapshot(): void;
  /** Publishes the current state if the last snapshot is too long ago. */
  snapshotIfDue(now: number): void;
  noticed(text: string): void;
  /** Publishes that the training has diverged and restarted, if it has since the last call. */
  restarted(): void;
  /** The reply to a command; with the reason if it was rejected. Too many rejections are not published. */
  commanded(command: Command, reason?: string): void;
  /** The reply to a `branch` command: the new run has the id `branch` and starts at `from`. */
  branched(command: Command, branch: string, from: Snapshot): void;
  /** The trainer has returned to an earlier state, so that its snapshots and epochs are published again. */
  rewound(): void;
  finished(reason: FinishReason): void;
  /** Publishes the collected epochs. */
  flush(): void;
  /** Stops publishing. */
  close(): void;
}

export interface PublisherOptions {
  /** Whether people watch the run: then there is a snapshot every second. */
  readonly isRateLimited: () => boolean;
  /** Longest time between two snapshots in ms; Infinity for no limit. */
  readonly snapshotEveryMs: number;
  /** See `createSnapshotPolicy`. */
  readonly snapshotBytes: number;
  /** Receives each published snapshot. */
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

const WATCHED_SNAPSHOT_EVERY_MS = 1000;

export function createEventPublisher(
  trainer: Trainer,
  data: TrainingData,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  { isRateLimited, snapshotEveryMs, snapshotBytes, onSnapshot }: PublisherOptions,
): EventPublisher {
  // Fitted at the start, and used again at the end.
  const baselines = createTrainingBaselines(data, trainer.spec);
  const diagnostics = createDiagnosticsSchedule(trainer, baselines);
  const policy = createSnapshotPolicy(trainer, snapshotBytes, isRateLimited);
  const snapshots = createSnapshotTaker(trainer, clock);
  const refusals = createRefusalLimit(clock);
  const writer = createEventWriter(clock, emit);
  let publishedRestarts = trainer.restarts;

  function publishFindings(diagnoses: readonly Diagnosis[]): void {
    for (const { rule, text } of diagnoses) writer.write({ type: "noticed", epoch: trainer.epoch, rule, text });
  }

  function snapshot(): void {
    const taken = snapshots.take();
    if (!taken) return;
    onSnapshot(taken.snapshot);
    writer.write({ type: "snapshot", ...taken });
  }

  function isSnapshotDue(epoch: number): boolean {
    if (policy.isDue(epoch)) return true;
    return policy.isSmall && isRateLimited() && snapshots.age(clock.monotonic()) >= WATCHED_SNAPSHOT_EVERY_MS;
  }

  return {
    started(run, name, spec, from) {
      const summary = summarizeData(data, spec, trainer.scalers, baselines);
      writer.write({ type: "started", run, name, spec, data: summary, ...(from && { from }) });
      publishFindings(diagnostics.start());
    },

    epochs(columns) {
      const count = columns.loss.length;
      if (count === 0) return;
      writer.collect(columns);
      if (isSnapshotDue(columns.epoch + count - 1)) snapshot();
      publishFindings(diagnostics.epoch());
    },

    epochsUntilCheck: () => Math.min(policy.epochsUntilNext(trainer.epoch), diagnostics.epochsUntilNext),

    snapshot,

    snapshotIfDue(now) {
      if (snapshots.age(now) >= snapshotEveryMs) snapshot();
    },

    noticed(text) {
      writer.write({ type: "noticed", epoch: trainer.epoch, text });
    },

    restarted() {
      const { restarts, startEpoch } = trainer;
      if (restarts > publishedRestarts) {
        const count = `${restarts} of ${trainer.spec.restarts}`;
        const text = `diverged in epoch ${startEpoch}: restarting with new weights, ${count}`;
        writer.write({ type: "noticed", epoch: startEpoch, text });
      }
      publishedRestarts = restarts;
    },

    commanded(command, reason) {
      const { epoch, stepCount: step } = trainer;
      if (reason === undefined)
        writer.write({ type: "commanded", outcome: "applied", epoch, step, ...senderOf(command) });
      else if (refusals.allow()) writer.write({ type: "commanded", epoch, step, ...refusal(command, reason) });
    },

    branched(command, branch, { epoch, step }) {
      writer.write({ type: "commanded", outcome: "applied", epoch, step, branch, ...senderOf(command) });
    },

    rewound() {
      snapshots.forget();
      publishedRestarts = trainer.restarts;
      diagnostics.rewound();
    },

    finished(reason) {
      const { epoch, modelEpoch } = trainer;
      if (reason !== "diverged") snapshot();
      const model = trainer.model();
      const report = createReport(model, data, { spec: trainer.spec, baselines });
      publishFindings(diagnostics.end(report));
      const hash = hashParameters(model.network.parameters);
      writer.write({ type: "finished", reason, epoch, modelEpoch, model: model.toJSON(), hash, report });
    },

    flush: writer.flush,
    close: writer.close,
  };
}
