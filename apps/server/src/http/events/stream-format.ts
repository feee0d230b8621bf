/** How a response encodes the messages of a subscription: as lines of JSON, or as Server-Sent Events. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import type { Transport } from "../../metrics.ts";

export interface StreamFormat {
  readonly transport: Exclude<Transport, "websocket">;
  readonly contentType: string;
  /** The text before all messages. */
  begin(retryMs: number): string;
  /** The texts before and after `events` that are encoded as JSON already. @param id the cursor after them. */
  aroundEvents(id: string): readonly [string, string];
  message(message: ServerMessage, id?: string): string;
  /** The message that announces the shutdown. @param retryMs when the client should return. */
  draining(message: ServerMessage, retryMs: number): string;
}

const line = (json: string) => `${json}\n`;

/** NDJSON: one message per line. */
export const ndjson: StreamFormat = {
  transport: "ndjson",
  contentType: "application/x-ndjson",
  begin: () => "",
  aroundEvents: () => ["", "\n"],
  message: (message) => line(encodeServerMessage(message)),
  draining: (message) => line(encodeServerMessage(message)),
};

/** The format of an `EventSource`: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export const serverSentEvents: StreamFormat = {
  transport: "sse",
  contentType: "text/event-stream",
  begin: (retryMs) => `retry: ${Math.round(retryMs)}\n\n`,
  aroundEvents: (id) => [`id: ${id}\nevent: events\ndata: `, "\n\n"],
  message: (message, id) => sseText(message.type, encodeServerMessage(message), id),
  draining: (message, retryMs) =>
    `retry: ${Math.round(retryMs)}\n${sseText(message.type, encodeServerMessage(message))}`,
};

function sseText(type: ServerMessage["type"], json: string, id?: string): string {
  // As a comment: it keeps the connection alive, and the page need not see it.
  if (type === "heartbeat") return `: ${json}\n\n`;
  // An `EventSource` itself emits `error` when its connection is lost.
  const event = type === "error" ? "failed" : type;
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;
}
