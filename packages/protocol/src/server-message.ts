/** What a server sends; see PROTOCOL.md. */
import type { EventChunk } from "@epochal/stream/events";
import { chunkFromJson, chunkToJson, type ChunkJson } from "./chunk-json.ts";
import { excerpt } from "./excerpt.ts";

export type ServerMessage =
  | HelloMessage
  | SubscribedMessage
  | EventsMessage
  | {
      readonly type: "gap";
      readonly run: string;
      readonly from: number;
      readonly to: number;
      readonly reason: "skipped";
    }
  | { readonly type: "caughtUp"; readonly run: string; readonly seq: number }
  | { readonly type: "end"; readonly run: string; readonly seq: number; readonly status: "finished" | "interrupted" }
  | ErrorMessage
  | { readonly type: "heartbeat"; readonly heads: Readonly<Record<string, number>>; readonly time: number }
  | { readonly type: "pong"; readonly n: number };

export interface HelloMessage {
  readonly type: "hello";
  readonly protocol: "epochal.v1";
  /** After so long without another message the server sends a heartbeat. */
  readonly heartbeatMs: number;
  readonly time: number;
  readonly limits: { readonly messageBytes: number; readonly subscriptions: number };
}

export interface SubscribedMessage {
  readonly type: "subscribed";
  readonly id: string;
  readonly run: string;
  readonly log: string;
  readonly name: string;
  readonly status: "running" | "finished" | "interrupted";
  readonly head: number;
  readonly from: number;
}

export interface EventsMessage {
  readonly type: "events";
  readonly run: string;
  readonly first: number;
  readonly last: number;
  readonly chunk: EventChunk;
}

/** A message as a client reads it: the chunk of an `events` message is undefined when its type is of a later version; its positions count all the same. */
export type ReceivedMessage =
  | Exclude<ServerMessage, EventsMessage>
  | (Omit<EventsMessage, "chunk"> & { readonly chunk: EventChunk | undefined });

export interface ErrorMessage {
  readonly type: "error";
  readonly id: string;
  readonly code: "unknownRun" | "logReplaced" | "cursorAhead" | "inUse" | "tooManySubscriptions";
  readonly message: string;
  readonly retry: boolean;
}

const TYPES = [
  "hello",
  "subscribed",
  "events",
  "gap",
  "caughtUp",
  "end",
  "error",
  "heartbeat",
  "pong",
] satisfies ServerMessage["type"][];

export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(message.type === "events" ? { ...message, chunk: chunkToJson(message.chunk) } : message);
}

/**
 * The message a frame holds; undefined for a type of a later version, which is to be ignored.
 * @throws TypeError when the frame holds no message at all.
 */
export function decodeServerMessage(frame: string): ReceivedMessage | undefined {
  const message = parse(frame);
  if (!TYPES.some((type) => type === message.type)) return undefined;
  if (message.type !== "events") return message as ReceivedMessage;
  const events = message as unknown as Omit<EventsMessage, "chunk"> & { chunk: ChunkJson };
  try {
    return { ...events, chunk: chunkFromJson(events.chunk) };
  } catch (error) {
    throw new TypeError(`decodeServerMessage: expected events in a chunk, got ${excerpt(events.chunk)}`, {
      cause: error,
    });
  }
}

function parse(frame: string): { type: string } {
  const expected = "decodeServerMessage: expected a JSON object with a type";
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new TypeError(`${expected}, got ${excerpt(frame)}`);
  }
  if (typeof value === "object" && value !== null && "type" in value) return value as { type: string };
  throw new TypeError(`${expected}, got ${excerpt(value)}`);
}
