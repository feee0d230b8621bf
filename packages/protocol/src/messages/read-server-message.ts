/** Reads the messages of a server that is trusted, such as the one that has sent the page: without checks, and without their code. */
import { chunkFromJson, type ChunkJson } from "./chunk-json.ts";
import type { ReceivedMessage, ServerMessage } from "./server-message.ts";

const types: Readonly<Record<ServerMessage["type"], true>> = {
  hello: true,
  subscribed: true,
  events: true,
  gap: true,
  caughtUp: true,
  end: true,
  error: true,
  accepted: true,
  refused: true,
  queued: true,
  heartbeat: true,
  draining: true,
  pong: true,
};

type Message = Exclude<ServerMessage, { readonly type: "events" }> | EventsJson;
type EventsJson = Omit<ServerMessage & { readonly type: "events" }, "chunk"> & { readonly chunk: ChunkJson };

/**
 * The message in a frame, as `decodeServerMessage` returns it; undefined for a type of a later version.
 * @throws SyntaxError if the frame is not JSON.
 */
export function readServerMessage(frame: string): ReceivedMessage | undefined {
  const message = JSON.parse(frame) as Message;
  if (!Object.hasOwn(types, message.type)) return undefined;
  return message.type === "events" ? { ...message, chunk: chunkFromJson(message.chunk) } : message;
}
