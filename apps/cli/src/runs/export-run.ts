/** A stored run as text, a chunk at a time: however long it is, little of it is in memory. */
import type { RunReader, RunRecord } from "@epochal/log";
import { eventsOf, lastSeq, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import { InputError } from "../exit-codes.ts";
import { toNdjson } from "../output/ndjson.ts";

export const EXPORT_FORMATS = ["ndjson", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A table of epochs: the time is that at which an epoch was told, `validationLoss` is empty where no rows judge. */
const COLUMNS = ["epoch", "time", "loss", "validationLoss", "learningRate", "gradientNorm"] as const;

/**
 * The text of all events that are stored now, in parts that each end with a line.
 * @throws InputError when the run is deleted meanwhile.
 */
export function* exportRun(reader: RunReader, { id, head }: RunRecord, format: ExportFormat): Generator<string, void> {
  if (format === "csv") yield `${COLUMNS.join(",")}\n`;
  for (let after = 0; after < head;) {
    const page = reader.read(id, after);
    if (page.length === 0)
      throw new InputError(`${id}: expected a run that is kept, got one that has been deleted meanwhile`);
    for (const chunk of page) {
      const text = format === "csv" ? toCsv(chunk) : toLines(chunk);
      if (text !== "") yield text;
      after = lastSeq(chunk);
    }
  }
}

function toLines(chunk: EventChunk): string {
  return Array.from(eventsOf(chunk), (event) => `${toNdjson(event)}\n`).join("");
}

function toCsv(chunk: EventChunk): string {
  return chunk.type === "epochs" ? Array.from(chunk.loss, (_, i) => csvLine(chunk, i)).join("") : "";
}

function csvLine({ epoch, time, loss, validationLoss, learningRate, gradientNorm }: EpochChunk, i: number): string {
  return `${epoch + i},${time},${loss[i]},${validationLoss?.[i] ?? ""},${learningRate[i]},${gradientNorm[i]}\n`;
}
