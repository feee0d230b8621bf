/** Chunks of events as JSON holds them: lists in place of vectors, which keep every bit. */
import { snapshotFromJson, snapshotToJson, type SnapshotJson } from "@epochal/core";
import type { EpochChunk, EventChunk, SnapshotEvent } from "@epochal/stream/events";
import { EPOCH_COLUMNS, type EpochColumn } from "./epoch-columns.ts";

type EpochChunkJson = Omit<EpochChunk, EpochColumn> & { readonly [Name in EpochColumn]?: readonly number[] };
type SnapshotEventJson = Omit<SnapshotEvent, "snapshot"> & { readonly snapshot: SnapshotJson };

export type ChunkJson = EpochChunkJson | SnapshotEventJson | Exclude<EventChunk, EpochChunk | SnapshotEvent>;

export function chunkToJson(chunk: EventChunk): ChunkJson {
  switch (chunk.type) {
    case "epochs":
      return { ...chunk, ...columns(chunk, (column: Float64Array) => Array.from(column)) } as EpochChunkJson;
    case "snapshot":
      return { ...chunk, snapshot: snapshotToJson(chunk.snapshot) };
    case "started":
    case "commanded":
    case "noticed":
    case "finished":
      return chunk;
  }
}

/** The chunk that `chunkToJson` was given, bit for bit; undefined for a type of a later version. */
export function chunkFromJson(json: ChunkJson): EventChunk | undefined {
  switch (json.type) {
    case "epochs":
      return { ...json, ...columns(json, (column: readonly number[]) => Float64Array.from(column)) } as EpochChunk;
    case "snapshot":
      return { ...json, snapshot: snapshotFromJson(json.snapshot) };
    case "started":
    case "commanded":
    case "noticed":
    case "finished":
      return json;
    default:
      return undefined;
  }
}

function columns<From, To>(
  chunk: { readonly [Name in EpochColumn]?: From },
  convert: (column: From) => To,
): { [Name in EpochColumn]?: To } {
  const present = EPOCH_COLUMNS.flatMap((name) => {
    const column = chunk[name];
    return column === undefined ? [] : [[name, convert(column)] as const];
  });
  return Object.fromEntries(present);
}
