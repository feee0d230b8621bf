/** The model of a stored run: the one that it kept at its end or, before that, the one of its newest snapshot. */
import { buildModel, outputTransformOf, type ModelJson, type Snapshot } from "@epochal/core";
import type { EventSource, FinishReason, StartedEvent } from "./events/index.ts";

/** A model, and where in its run it comes from. */
export interface RunModel {
  /** As JSON that `parseModel` reads. It has intervals only if the run has finished, since they need all held-out rows. */
  readonly model: ModelJson;
  /** Epochs completed when the network had these weights. */
  readonly epoch: number;
  /** Whether this is the model that the run has kept at its end. */
  readonly isFinal: boolean;
}

/** The part of a log that holds a model. */
export interface ModelSource extends EventSource {
  /** The newest snapshot of a run, if there is any. */
  training(run: string): SnapshotOfRun | undefined | Promise<SnapshotOfRun | undefined>;
}

interface SnapshotOfRun {
  readonly snapshot?: Snapshot;
}

/** The fields of a run's record that say where its model is. */
export interface RunOfModel {
  /** The run's id. */
  readonly id: string;
  /** Position of its newest event. */
  readonly head: number;
  /** Why it has finished; absent before. */
  readonly reason?: FinishReason;
}

/** Resolves to the model of a run; to undefined before its first snapshot, and for a discarded run. */
export async function readModel(source: ModelSource, { id, head, reason }: RunOfModel): Promise<RunModel | undefined> {
  if (reason === "discarded") return undefined;
  if (reason !== undefined) {
    const [last] = await source.read(id, head - 1, 1);
    return last?.type === "finished" ? { model: last.model, epoch: last.modelEpoch, isFinal: true } : undefined;
  }
  const [first] = await source.read(id, 0, 1);
  const snapshot = first && (await source.training(id))?.snapshot;
  return first?.type === "started" && snapshot ? modelOfSnapshot(first, snapshot) : undefined;
}

/** The network that the trainer would keep if the training ended now: the best one if held-out rows choose it, or if the newest one is unusable. */
export function modelOfSnapshot({ spec, data }: StartedEvent, snapshot: Snapshot): RunModel {
  const { best, epoch, parameters } = snapshot;
  const isHeldOut = data.rows.validation > 0 || Boolean(spec.folds);
  const chosen = best && (isHeldOut || !parameters.every(Number.isFinite)) ? best : { epoch, parameters };
  const model = buildModel(spec.network, chosen.parameters, data.scalers, {
    link: outputTransformOf(spec.loss),
    ...(data.columns && { columns: data.columns }),
  });
  return { model: model.toJSON(), epoch: chosen.epoch, isFinal: false };
}
