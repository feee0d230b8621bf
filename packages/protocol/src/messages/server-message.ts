/** Messages of a server; see PROTOCOL.md. */
import { lastSeq, type CommandedEvent, type EventChunk } from "@epochal/stream/events";
import { check, parseFrame } from "../validation/check.ts";
import { parseLargeJson } from "../validation/parse-large-json.ts";
import { chunkFromJson, chunkToJson, EPOCH_VECTORS, type ChunkJson } from "./chunk-json.ts";
import { commandSchemas } from "./command.ts";
import { chunkSchemas } from "./chunk-schemas.ts";
import { ProtocolError } from "../close-codes.ts";
import { serverSchemas } from "./server-schemas.ts";
import type { InferOutput } from "valibot";

type Schemas = typeof serverSchemas;

/** The message of a type, by its schema. */
type MessageOf<Type extends keyof Schemas> = Readonly<InferOutput<Schemas[Type]>>;

/** Any message of a server. */
export type ServerMessage = MessageOf<Exclude<keyof Schemas, "events">> | EventsMessage;

/** The first message on every connection. */
export type HelloMessage = MessageOf<"hello">;

/** Confirms a subscription. */
export type SubscribedMessage = MessageOf<"subscribed">;

/** Consecutive events of a run. */
export type EventsMessage = Omit<MessageOf<"events">, "chunk"> & { readonly chunk: EventChunk };

/** Reports that the events `from` to `to`, both included, are not sent: why, and a summary of them. */
export type GapMessage = MessageOf<"gap">;

/** Ends or rejects a subscription. The connection stays open. */
export type ErrorMessage = MessageOf<"error">;

/** The reply to a `command` or `start` message. */
export type ReplyMessage = MessageOf<"accepted"> | MessageOf<"refused">;

/**
 * A message as a client receives it. The chunk of an `events` message is undefined if its type is of a later version; its
 * positions still count.
 */
export type ReceivedMessage =
  | Exclude<ServerMessage, EventsMessage>
  | (Omit<EventsMessage, "chunk"> & { readonly chunk: EventChunk | undefined });

/** A message as the text of a frame. */
export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(message.type === "events" ? { ...message, chunk: chunkToJson(message.chunk) } : message);
}

const WHERE = "decodeServerMessage";

/**
 * The message in a frame; undefined for a type of a later version, which must be ignored.
 * @throws ProtocolError if the frame holds no message, or a field is invalid.
 */
export function decodeServerMessage(frame: string): ReceivedMessage | undefined {
  const value = parseFrame(WHERE, frame, parseLargeJson);
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(serverSchemas, type)) return undefined;
  const message = check(WHERE, serverSchemas[type as keyof Schemas], value, type) as MessageOf<keyof Schemas>;
  if (message.type === "events") return { ...message, chunk: readChunk(message) };
  if (message.type === "gap") checkOrder(message.from, message.to, "gap");
  return message;
}

function readChunk({ first, last, chunk: json }: MessageOf<"events">): EventChunk | undefined {
  checkOrder(first, last, "events");
  const { type } = json;
  if (!Object.hasOwn(chunkSchemas, type)) return undefined;
  const checked = check(WHERE, chunkSchemas[type as EventChunk["type"]], json, `chunk ${type}`) as ChunkJson;
  let chunk: EventChunk;
  try {
    // The content of a snapshot's vectors is only checked here.
    chunk = chunkFromJson(checked)!;
  } catch (error) {
    throw new ProtocolError(`${WHERE}: ${(error as Error).message}`);
  }
  if (chunk.type === "commanded") checkSettings(chunk);
  if (chunk.type === "epochs") {
    for (const name of EPOCH_VECTORS) {
      const { length } = chunk[name] ?? chunk.loss;
      if (length !== chunk.loss.length)
        throw new ProtocolError(`${WHERE}: expected ${name} of as many epochs as loss, got ${length}`);
    }
  }
  if (chunk.seq !== first || lastSeq(chunk) !== last) {
    const got = `${chunk.seq} to ${lastSeq(chunk)}`;
    throw new ProtocolError(`${WHERE}: expected a chunk with the events ${first} to ${last}, got ${got}`);
  }
  return chunk;
}

/** A view shows the settings of a command as numbers. In JSON a speed limit may be null: none. */
function checkSettings({ command, outcome }: CommandedEvent): void {
  if (command.type !== "set" || outcome !== "applied") return;
  const { by: _, epochsPerSecond: __, ...settings } = command;
  check(WHERE, commandSchemas.set, settings, "set of chunk commanded");
}

function checkOrder(first: number, last: number, type: string): void {
  if (first > last) throw new ProtocolError(`${WHERE}: expected ${type} in their order, got ${first} to ${last}`);
}
