/** A stored run as text, one page of chunks at a time, so that memory use does not grow with the run. */
import type { RunRecord } from "@epochal/log";
import { EPOCH_COLUMNS, eventsOf, lastSeq, readPages, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import { printable } from "@epochal/view/printable";
import { InputError } from "../errors.ts";
import { toNdjson } from "../output/ndjson.ts";
import type { StoreReader } from "./with-store.ts";

export const EXPORT_FORMATS = ["ndjson", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * All stored events as text, in parts that end with a line break. `csv` is a table of epochs with the time at which each was
 * emitted; without validation rows, its `validationLoss` is empty.
 * @throws InputError when the run is deleted during the export.
 */
export async function* exportRun(
  reader: Pick<StoreReader, "read">,
  run: RunRecord,
  format: ExportFormat,
): AsyncGenerator<string, void> {
  if (format === "csv") yield `${["epoch", "time", ...EPOCH_COLUMNS].join(",")}\n`;
  let exported = 0;
  for await (const page of readPages(reader, run)) {
    for (const chunk of page) {
      const text = format === "csv" ? toCsv(chunk) : toLines(chunk);
      if (text !== "") yield text;
    }
    exported = lastSeq(page.at(-1)!);
  }
  if (exported < run.head) throw new InputError(`${run.id}: this run was deleted during the export`);
}

function toLines(chunk: EventChunk): string {
  return Array.from(eventsOf(chunk), (event) => `${printable(toNdjson(event))}\n`).join("");
}

function toCsv(chunk: EventChunk): string {
  return chunk.type === "epochs" ? Array.from(chunk.loss, (_, i) => csvLine(chunk, i)).join("") : "";
}

function csvLine(chunk: EpochChunk, i: number): string {
  return `${[chunk.epoch + i, chunk.time, ...EPOCH_COLUMNS.map((name) => chunk[name]?.[i] ?? "")].join(",")}\n`;
}
