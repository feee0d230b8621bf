/**
 * Gives a trainer time: it trains in slices, so that whoever shares the thread is served in between, obeys commands
 * between two steps, and tells all that happens as chunks of events.
 */
import {
  createReport,
  createTrainer,
  score,
  undoScaler,
  predictFlat,
  applyScaler,
  type Scores,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import type { Clock } from "./clock.ts";
import { createEpochColumns } from "./epoch-columns.ts";
import type { Command, EpochEvent, EventChunk, FinishReason, TrainingEvent } from "./events.ts";
import { createPace } from "./pace.ts";
import { summarizeData } from "./summary.ts";

/** Options of a run that are plain data: they cross into a worker. */
export interface DriveOptions {
  /** The run's id. */
  readonly run: string;
  /** Its name for people. */
  readonly name: string;
  /** How many epochs to train in a second, for people to watch; 0 means as fast as it goes. */
  readonly epochsPerSecond: number;
}

export interface Driver {
  /** Takes effect before the next step and is answered by a `commanded` event; after the last event, nothing happens. */
  command(command: Command): void;
  /** Ends the training at once, without another event. */
  dispose(): void;
}

/** How long a slice of training is: short for those who wait, long against the cost of a turn (about 1 %). */
const SLICE_MS = 8;
/** Most epochs in a chunk, so that messages stay small. */
const CHUNK_EPOCHS = 1024;
/** About how many snapshots a run has, and how many bytes they may take together. */
const SNAPSHOTS = 100;
const SNAPSHOT_BYTES = 16e6;
/** The first epochs, where most is learned, each have one. */
const FIRST_EPOCHS = 10;

/** An event that is told alone, and what remains of it without what every event has. */
type Told = Exclude<TrainingEvent, EpochEvent>;
type Fact<Event = Told> = Event extends Told ? Omit<Event, "seq" | "time"> : never;

/**
 * Starts a training; its first event comes with the first turn of the event loop.
 *
 * @throws RangeError when spec and data make no sense together; see `createTrainer`.
 */
export function drive(
  spec: TrainingSpec,
  data: TrainingData,
  options: DriveOptions,
  clock: Clock,
  emit: (chunk: EventChunk) => void,
): Driver {
  const trainer = createTrainer(spec, data);
  const pace = createPace(options.epochsPerSecond);
  const columns = createEpochColumns();
  const watched = data.validation ?? data.train;
  const watchedX = applyScaler(trainer.scalers.inputs, watched.x);
  const snapshotBytes = 8 * trainer.network.parameters.length * 4;
  const snapshotEvery = Math.ceil(Math.max(spec.epochs / SNAPSHOTS, (spec.epochs * snapshotBytes) / SNAPSHOT_BYTES));

  let seq = 0;
  let lastSnapshot = -1;
  let state: "running" | "paused" | "ended" = "running";
  /** Where a `step` command pauses again. */
  let pauseAfter = Infinity;
  let callOff = clock.soon(begin);

  function begin(): void {
    pace.restart(clock.now(), 0);
    tell({
      type: "started",
      run: options.run,
      name: options.name,
      spec,
      data: summarizeData(data, trainer.scalers),
    });
    tellSnapshot();
    continueLater();
  }

  /** One slice. */
  function turn(): void {
    const start = clock.now();
    const due = pauseAfter < Infinity ? pauseAfter : pace.due(start);
    let now = start;
    while (trainer.epoch < due && now - start < SLICE_MS && !trainer.end) {
      const record = trainer.step()?.epochRecord;
      now = clock.now();
      if (!record) continue;
      columns.push(record);
      if (isSnapshotDue(record.epoch)) tellSnapshot();
      else if (columns.length >= CHUNK_EPOCHS) flush();
      if (state === "ended") return;
    }
    flush();
    if (trainer.end) finish(trainer.end.reason);
    else if (trainer.epoch >= pauseAfter) pauseNow();
    continueLater();
  }

  function continueLater(): void {
    callOff();
    if (state !== "running") return;
    const wait = pauseAfter < Infinity ? 0 : pace.wait(clock.now(), trainer.epoch);
    callOff = wait > 0 ? clock.later(turn, wait) : clock.soon(turn);
  }

  function pauseNow(): void {
    state = "paused";
    pauseAfter = Infinity;
    tellSnapshot();
  }

  function flush(): void {
    if (columns.length === 0 || state === "ended") return;
    const chunk = columns.take(seq + 1, clock.now());
    seq += chunk.loss.length;
    emit(chunk);
  }

  function tell(fact: Fact): void {
    flush();
    if (state === "ended") return;
    seq += 1;
    emit({ ...fact, seq, time: clock.now() } as Told);
  }

  function isSnapshotDue(epoch: number): boolean {
    return epoch % snapshotEvery === 0 || (epoch <= FIRST_EPOCHS && snapshotBytes * FIRST_EPOCHS * 4 < SNAPSHOT_BYTES);
  }

  /** Tells the state as it is now, once for each step, and only while its numbers are finite. */
  function tellSnapshot(): void {
    const { network, scalers, epoch, stepCount } = trainer;
    if (stepCount === lastSnapshot || !network.parameters.every(Number.isFinite)) return;
    const scores: Scores = score(undoScaler(scalers.targets, predictFlat(network, watchedX)), watched);
    if (!Object.values(scores).every(Number.isFinite)) return;
    lastSnapshot = stepCount;
    tell({ type: "snapshot", epoch, snapshot: trainer.snapshot(), scores });
  }

  function finish(reason: FinishReason): void {
    const { epoch, modelEpoch, settings } = trainer;
    if (reason === "diverged") {
      tell({
        type: "noticed",
        epoch,
        text:
          `the loss was no longer a finite number in epoch ${epoch + 1}: the learning rate ${settings["learningRate"]} is ` +
          `probably too large, try a tenth of it; the network of epoch ${modelEpoch} is kept`,
      });
    } else {
      tellSnapshot();
    }
    const model = trainer.model();
    tell({
      type: "finished",
      reason,
      epoch,
      modelEpoch,
      model: model.toJSON(),
      report: createReport(model, data),
    });
    dispose();
  }

  function dispose(): void {
    state = "ended";
    callOff();
  }

  /** What a command does, or the reason why it does nothing. */
  function obey(command: Command): string | undefined {
    switch (command.type) {
      case "pause":
        if (state === "paused") return "the run is paused already";
        state = "paused";
        pauseAfter = Infinity;
        return undefined;
      case "resume":
        if (state === "running" && pauseAfter === Infinity) return "the run is not paused";
        state = "running";
        pauseAfter = Infinity;
        pace.restart(clock.now(), trainer.epoch);
        return undefined;
      case "step": {
        const epochs = command.epochs ?? 1;
        if (!Number.isInteger(epochs) || epochs < 1) return `expected epochs to be an integer ≥ 1, got ${epochs}`;
        state = "running";
        pauseAfter = trainer.epoch + epochs;
        return undefined;
      }
      case "set":
        return change(command);
      case "stop":
        return undefined;
      default:
        return `expected a command of type pause, resume, step, set or stop, got "${String((command as Command).type)}"`;
    }
  }

  function change({ type: _, epochsPerSecond, ...settings }: Command & { type: "set" }): string | undefined {
    if (epochsPerSecond === undefined && Object.keys(settings).length === 0) {
      return "expected something to set: learningRate or epochsPerSecond";
    }
    if (epochsPerSecond !== undefined && !(epochsPerSecond >= 0 && epochsPerSecond < Infinity)) {
      return `expected epochsPerSecond to be a number ≥ 0, got ${epochsPerSecond}`;
    }
    try {
      trainer.set(settings);
    } catch (error) {
      return (error as Error).message;
    }
    if (epochsPerSecond !== undefined) pace.set(epochsPerSecond, clock.now(), trainer.epoch);
    return undefined;
  }

  return {
    command(command) {
      if (state === "ended") return;
      const reason = obey(command);
      tell({
        type: "commanded",
        command,
        outcome: reason === undefined ? "applied" : "refused",
        ...(reason !== undefined && { reason }),
        epoch: trainer.epoch,
        step: trainer.stepCount,
      });
      if (reason !== undefined) return;
      if (command.type === "stop") finish("stopped");
      else if (command.type === "pause") tellSnapshot();
      else continueLater();
    },
    dispose,
  };
}
