/** Event chunks in JSON: lists replace vectors, bit for bit. */
import { snapshotFromJson, snapshotToJson, type SnapshotJson } from "@epochal/core";
import {
  EPOCH_COLUMNS,
  mapColumns,
  type EpochChunk,
  type EventChunk,
  type SnapshotEvent,
} from "@epochal/stream/events";

/** The fields of an epoch chunk that are lists in JSON. */
export const EPOCH_VECTORS = [...EPOCH_COLUMNS, "times"] as const;

type EpochVector = (typeof EPOCH_VECTORS)[number];

type Vectors<Value> = { readonly [Name in keyof Pick<EpochChunk, EpochVector>]: Value };
type EpochChunkJson = Omit<EpochChunk, EpochVector> & Vectors<readonly number[]>;
type SnapshotEventJson = Omit<SnapshotEvent, "snapshot"> & { readonly snapshot: SnapshotJson };

export type ChunkJson = EpochChunkJson | SnapshotEventJson | Exclude<EventChunk, EpochChunk | SnapshotEvent>;

export function chunkToJson(chunk: EventChunk): ChunkJson {
  switch (chunk.type) {
    case "epochs":
      return { ...chunk, ...mapVectors(chunk, listOf) } as EpochChunkJson;
    case "snapshot":
      return { ...chunk, snapshot: snapshotToJson(chunk.snapshot) };
    case "started":
    case "commanded":
    case "noticed":
    case "finished":
      return chunk;
  }
}

/** A packed array of doubles: V8 serializes it twice as fast as the result of `Array.from` (measured). */
function listOf(column: Float64Array): number[] {
  const list: number[] = [];
  for (let i = 0; i < column.length; i++) list.push(column[i]!);
  return list;
}

/** The chunk that was passed to `chunkToJson`, bit for bit; undefined for a type of a later version. */
export function chunkFromJson(json: ChunkJson): EventChunk | undefined {
  switch (json.type) {
    case "epochs":
      return { ...json, ...mapVectors(json, (list) => Float64Array.from(list)) } as EpochChunk;
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

function mapVectors<From, To>(chunk: Vectors<From>, convert: (vector: From) => To): Vectors<To> {
  const { times } = chunk;
  return { ...mapColumns(chunk, convert), ...(times !== undefined && { times: convert(times) }) };
}
