/** An interrupted run as it is stored, so that it can continue: its training, and its last known state. */
import {
  snapshotFromJson,
  snapshotToJson,
  type SnapshotJson,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import type { EventLog, RunRecord, StoredTraining } from "@epochal/log";
import { readRecording, resumeOptions, type EventChunk, type RunOptions } from "@epochal/stream";
import { readPages, type EventSource } from "@epochal/stream/events";
import type { Hub } from "../hub.ts";

/** The facts that are stored about a run, besides its training. */
export interface StoredOptions {
  readonly epochsPerSecond?: number;
  /** Whether the run resumes its parent. */
  readonly resumes?: true;
  /** The state from which a queued branch starts, and the run that it belongs to. */
  readonly from?: SnapshotJson;
  readonly parent?: string;
  /** For a queued run: it starts from the newest snapshot of its `parent`, which is stored there. */
  readonly startsFromParent?: true;
  /** The epoch at which the run ends, as a part of a trial that another run continues. */
  readonly endAtEpoch?: number;
}

/** The training of a queued run, with the state from which it starts. */
export async function readQueued(log: Pick<EventLog, "training">, id: string): Promise<StoredTraining | undefined> {
  const training = await log.training(id);
  const { startsFromParent, parent = "" } = (training?.options ?? {}) as StoredOptions;
  if (!training || !startsFromParent) return training;
  const snapshot = (await log.training(parent))?.snapshot;
  if (!snapshot) throw new RangeError(`the snapshot of run "${parent}", from which "${id}" starts, is not stored`);
  return { ...training, options: { ...training.options, from: snapshotToJson(snapshot) } };
}

export interface InterruptedRun {
  readonly record: RunRecord;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  /** The options with which it continues, besides those of its process. */
  readonly state: RunOptions;
  readonly endAtEpoch?: number;
}

const PAGE_CHUNKS = 256;

/** @throws RangeError if no interrupted run has this id, or too little of it is stored. */
export async function readInterrupted(hub: Hub, log: EventLog, id: string): Promise<InterruptedRun> {
  const record = hub.find(id);
  if (!record) throw new RangeError(`resume: expected the id of a run or "latest", got "${id}"`);
  if (record.status !== "interrupted") {
    throw new RangeError(`resume: expected an interrupted run, got "${record.id}", which is ${record.status}`);
  }
  const training = (await log.training(record.id))!;
  const { name, spec, data, options } = training;
  if (!data) throw new RangeError(`resume: the rows of run "${record.id}" were not stored`);
  const { epochsPerSecond, endAtEpoch } = (options ?? {}) as StoredOptions;
  const pace = epochsPerSecond !== undefined && { epochsPerSecond };
  const state = { name, ...pace, ...(await lastState(log, record, training)) };
  return { record, spec, data: data as TrainingData, state, ...(endAtEpoch !== undefined && { endAtEpoch }) };
}

/**
 * The chunks of a run that are needed to resume it: of consecutive epochs the last ones, and of a run without commands what follows its
 * newest snapshot. A long run is resumed as soon as a short one.
 */
async function readToResume(
  log: Pick<EventLog, "read">,
  run: string,
  { resumesAt = 1 }: Pick<StoredTraining, "resumesAt">,
): Promise<EventChunk[]> {
  const chunks: EventChunk[] = resumesAt > 1 ? (await log.read(run, 0, 1)).slice(0, 1) : [];
  const source: EventSource = { read: (id, after, limit) => log.read(id, Math.max(after, resumesAt - 1), limit) };
  for await (const page of readPages(source, { id: run }, PAGE_CHUNKS)) {
    for (const chunk of page) {
      if (chunk.type === "epochs" && chunks.at(-1)?.type === "epochs") chunks.pop();
      chunks.push(chunk);
    }
  }
  return chunks;
}

/** The state from which an interrupted run continues: its own, or if its process died at once, that from which it started. */
async function lastState(
  log: EventLog,
  { id, parent, resumes }: RunRecord,
  training: Pick<StoredTraining, "resumesAt"> = {},
  depth = 0,
): Promise<RunOptions> {
  const chunks = await readToResume(log, id, training);
  const recording = chunks.length > 0 ? readRecording(chunks) : undefined;
  const isMissing = parent !== undefined && (recording?.snapshots.length ?? 0) === 0;
  const resumed = isMissing && resumes !== undefined && depth < MAX_LOST_RUNS ? log.run(resumes) : undefined;
  if (resumed) return lastState(log, resumed, await log.training(resumed.id), depth + 1);
  const { from } = ((isMissing ? (await readQueued(log, id))?.options : undefined) ?? {}) as StoredOptions;
  if (isMissing && !from) {
    throw new RangeError(`resume: the first snapshot of run "${id}", which continues "${parent}", was not stored`);
  }
  const epochsPerSecond = lastPace(chunks);
  return {
    ...(recording && resumeOptions(recording)),
    ...(from && { from: snapshotFromJson(from) }),
    ...(epochsPerSecond !== undefined && { epochsPerSecond }),
  };
}

/** Runs in a row that died at once. A damaged store could name runs in a circle. */
const MAX_LOST_RUNS = 1000;

/** The speed limit that was set last by a command, if any. */
function lastPace(chunks: readonly EventChunk[]): number | undefined {
  for (const chunk of chunks.toReversed()) {
    if (chunk.type !== "commanded" || chunk.outcome !== "applied" || chunk.command.type !== "set") continue;
    if (chunk.command.epochsPerSecond !== undefined) return chunk.command.epochsPerSecond;
  }
  return undefined;
}
