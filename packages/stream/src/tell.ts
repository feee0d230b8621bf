/** What a run tells: its facts in order, numbered and stamped, epochs in columns, and now and then the state of the network. */
import { createReport, score, type EpochRecord, type Scores, type Trainer, type TrainingData } from "@epochal/core";
import type { Clock } from "./clock.ts";
import { createEpochColumns } from "./epoch-columns.ts";
import type { Command, EpochEvent, EventChunk, FinishReason, TrainingEvent } from "./events.ts";
import { summarizeData } from "./summary.ts";

export interface Teller {
  started(run: string, name: string): void;
  /** An epoch, and the state after it where that is due. */
  epoch(record: EpochRecord): void;
  /** The state as it is now: once for each step, and only while its numbers are finite. */
  snapshot(): void;
  /** The answer to a command; `reason` says why it was refused. */
  commanded(command: Command, reason: string | undefined): void;
  finished(reason: FinishReason): void;
  /** Tells the epochs that have been collected. */
  flush(): void;
  /** Nothing is told any more. */
  close(): void;
}

export interface TellerOptions {
  /** Whether people watch as it happens: then no second passes without a snapshot. */
  readonly isPaced: () => boolean;
}

/** Most epochs in a chunk, so that messages stay small. */
const CHUNK_EPOCHS = 1024;
/** About how many snapshots a run has, and how many bytes they may take together. */
const SNAPSHOTS = 100;
const SNAPSHOT_BYTES = 16e6;
/** The first epochs, where most is learned, each have one. */
const FIRST_EPOCHS = 10;
/** Most time without one, where people watch. */
const WATCHED_MS = 1000;

/** An event that is told alone, and what remains of it without what every event has. */
type Told = Exclude<TrainingEvent, EpochEvent>;
type Fact<Event = Told> = Event extends Told ? Omit<Event, "seq" | "time"> : never;

export function createTeller(
  trainer: Trainer,
  data: TrainingData,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
  { isPaced }: TellerOptions,
): Teller {
  const { spec, network, scalers } = trainer;
  const columns = createEpochColumns();
  // Parameters, the best of them, and about as much again for the optimizer.
  const snapshotBytes = 8 * network.parameters.length * 4;
  const snapshotEvery = Math.ceil(Math.max(spec.epochs / SNAPSHOTS, (spec.epochs * snapshotBytes) / SNAPSHOT_BYTES));
  const isSmall = snapshotBytes * FIRST_EPOCHS * 4 < SNAPSHOT_BYTES;

  let seq = 0;
  let isClosed = false;
  let lastSnapshotStep = -1;
  let lastSnapshotTime = 0;

  function flush(): void {
    if (columns.length === 0 || isClosed) return;
    const chunk = columns.take(seq + 1, clock.now());
    seq += chunk.loss.length;
    emit(chunk);
  }

  function tell(fact: Fact): void {
    flush();
    if (isClosed) return;
    seq += 1;
    emit({ ...fact, seq, time: clock.now() } as Told);
  }

  function snapshot(): void {
    const { epoch, stepCount } = trainer;
    if (stepCount === lastSnapshotStep || !network.parameters.every(Number.isFinite)) return;
    const { rows, predicted } = trainer.judge();
    const scores: Scores = score(predicted, rows);
    if (!Object.values(scores).every(Number.isFinite)) return;
    lastSnapshotStep = stepCount;
    lastSnapshotTime = clock.now();
    tell({ type: "snapshot", epoch, snapshot: trainer.snapshot(), scores });
  }

  function isSnapshotDue(epoch: number): boolean {
    if (epoch % snapshotEvery === 0) return true;
    return isSmall && (epoch <= FIRST_EPOCHS || (isPaced() && clock.now() - lastSnapshotTime >= WATCHED_MS));
  }

  return {
    started(run, name) {
      tell({ type: "started", run, name, spec, data: summarizeData(data, scalers) });
    },

    epoch(record) {
      columns.push(record);
      if (isSnapshotDue(record.epoch)) snapshot();
      else if (columns.length >= CHUNK_EPOCHS) flush();
    },

    snapshot,

    commanded(command, reason) {
      tell({
        type: "commanded",
        command,
        outcome: reason === undefined ? "applied" : "refused",
        ...(reason !== undefined && { reason }),
        epoch: trainer.epoch,
        step: trainer.stepCount,
      });
    },

    finished(reason) {
      const { epoch, modelEpoch, settings } = trainer;
      if (reason === "diverged") {
        tell({
          type: "noticed",
          epoch,
          text:
            `epoch ${epoch + 1} ended in numbers that are not finite: the learning rate ${settings["learningRate"]} is ` +
            `probably too large, try a tenth of it; the network of epoch ${modelEpoch} is kept`,
        });
      } else {
        snapshot();
      }
      const model = trainer.model();
      tell({ type: "finished", reason, epoch, modelEpoch, model: model.toJSON(), report: createReport(model, data) });
    },

    flush,

    close() {
      isClosed = true;
    },
  };
}
