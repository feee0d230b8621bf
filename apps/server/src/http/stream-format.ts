/** The messages of a subscription as a response has them: lines of JSON, or Server-Sent Events. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import type { Transport } from "../metrics.ts";

export interface StreamFormat {
  readonly transport: Exclude<Transport, "websocket">;
  readonly contentType: string;
  /** What comes before all messages. */
  begin(retryMs: number): string;
  /** A message that is encoded already. @param id the cursor behind it, where it moves that. */
  encoded(type: ServerMessage["type"], json: string, id?: string): string;
  message(message: ServerMessage, id?: string): string;
  /** A message that says when to come back. */
  draining(message: ServerMessage, retryMs: number): string;
}

const line = (json: string) => `${json}\n`;

/** NDJSON: a message in each line. */
export const ndjson: StreamFormat = {
  transport: "ndjson",
  contentType: "application/x-ndjson",
  begin: () => "",
  encoded: (_type, json) => line(json),
  message: (message) => line(encodeServerMessage(message)),
  draining: (message) => line(encodeServerMessage(message)),
};

/** What an `EventSource` reads: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export const serverSentEvents: StreamFormat = {
  transport: "sse",
  contentType: "text/event-stream",
  begin: (retryMs) => `retry: ${Math.round(retryMs)}\n\n`,
  encoded: sseText,
  message: (message, id) => sseText(message.type, encodeServerMessage(message), id),
  draining: (message, retryMs) =>
    `retry: ${Math.round(retryMs)}\n${sseText(message.type, encodeServerMessage(message))}`,
};

function sseText(type: ServerMessage["type"], json: string, id?: string): string {
  // Nobody needs to hear of it; it only must not be silent.
  if (type === "heartbeat") return `: ${json}\n\n`;
  // `error` is what an EventSource says by itself when its connection is lost.
  const event = type === "error" ? "failed" : type;
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;
}

/**
 * The one of some media types that an `Accept` header likes best, the first of those where it does not care; undefined where it
 * takes none of them.
 */
export function negotiateType(accept: string | undefined, types: readonly string[]): string | undefined {
  const ranges = (accept ?? "*/*").split(",").map((part) => {
    const [range = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => text.startsWith("q="));
    return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  // What names a type says more of it than what stands for many.
  const qualityOf = (type: string) =>
    [type, `${type.split("/")[0]}/*`, "*/*"]
      .map((wanted) => ranges.find(({ range }) => range === wanted)?.quality)
      .find((quality) => quality !== undefined) ?? 0;
  const best = types.toSorted((a, b) => qualityOf(b) - qualityOf(a))[0];
  return best !== undefined && qualityOf(best) > 0 ? best : undefined;
}
