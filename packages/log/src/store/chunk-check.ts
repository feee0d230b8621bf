/**
 * Checks chunks that are read from a file: what their readers rely on. A file may be damaged, or written by another program.
 * (The store holds no checksums of events: a changed digit of a loss cannot be noticed.)
 */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { isSpec } from "./check-spec.ts";

type Check = (value: unknown) => boolean;

const isObject: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === "string";
const isTime: Check = (value) => Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isPosition: Check = (value) => isCount(value) && value !== 0;
const isVector: Check = (value) => value instanceof Float64Array;
const isCommand: Check = (value) => isObject(value) && isText((value as { type?: unknown }).type);

/** Without the check of each number, which a training makes that continues from it. */
const isSnapshot: Check = (value) => {
  const { parameters, memory, settings, epochStart, best } = (isObject(value) ? value : {}) as Record<string, unknown>;
  const isBest = best === undefined || (isObject(best) && isVector((best as { parameters?: unknown }).parameters));
  const isComplete = [parameters, memory].every(isVector) && isObject(settings);
  return isComplete && isBest && (epochStart === undefined || isVector(epochStart));
};

/** By type: the fields that all versions have written. */
const FIELDS: Readonly<Record<EventChunk["type"], Readonly<Record<string, Check>>>> = {
  started: { run: isText, name: isText, spec: isSpec, data: isObject },
  epochs: { epoch: isPosition, loss: isVector, learningRate: isVector, gradientNorm: isVector },
  snapshot: { epoch: isCount, scores: isObject, snapshot: isSnapshot },
  commanded: { command: isCommand, outcome: isText, epoch: isCount, step: isCount },
  noticed: { epoch: isCount, text: isText },
  finished: { reason: isText, epoch: isCount, model: isObject, report: isObject },
};

/** Columns of epochs; those that are present have the same length. */
const COLUMNS = ["loss", "validationLoss", "learningRate", "gradientNorm", "times"];

/**
 * A decoded chunk.
 * @param last the position of its last event in the store.
 * @throws RangeError if it is none.
 */
export function checkChunk(value: unknown, last: number): EventChunk {
  const fields = (isObject(value) ? value : {}) as Readonly<Record<string, unknown>>;
  const { type } = fields;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) throw damaged(last, "of no known type");
  const checks = { seq: isPosition, time: isTime, ...FIELDS[type as EventChunk["type"]] };
  const invalid = Object.entries(checks).find(
    ([name, isValid]) => !Object.hasOwn(fields, name) || !isValid(fields[name]),
  );
  if (invalid) throw damaged(last, `with an invalid ${invalid[0]}`);
  if (type === "epochs") checkColumns(fields, last);
  const chunk = value as EventChunk;
  if (lastSeq(chunk) !== last) throw damaged(last, "with other positions");
  return chunk;
}

function checkColumns(fields: Readonly<Record<string, unknown>>, last: number): void {
  const { length } = fields["loss"] as Float64Array;
  const invalid = COLUMNS.find((name) => {
    const column = fields[name];
    return column !== undefined && !(column instanceof Float64Array && column.length === length);
  });
  if (invalid !== undefined || length === 0) throw damaged(last, `with an invalid ${invalid ?? "loss"}`);
}

function damaged(last: number, what: string): RangeError {
  return new RangeError(`a chunk ${what} at position ${last}: the store is damaged`);
}
