/** A conversation in which only one thing can be said, a wish for a run: what is answered to it is read as a response. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import type { EpochalServer } from "../src/index.ts";
import type { Conversation } from "./fixtures.ts";
import { openEvents, type Part } from "./events-response.ts";

/** @param accept `application/x-ndjson` or `text/event-stream`. */
export function createResponseConversation(server: EpochalServer, accept: string): Conversation {
  const messages: Record<string, unknown>[] = [];
  let reading: ReturnType<typeof openEvents> | undefined;
  let id: unknown;

  return {
    all: messages,
    closed: new Promise(() => {}),
    send(message) {
      const { type, id: given, run, ...query } = message as Record<string, string>;
      if (type !== "subscribe" || reading) throw new Error(`readOn: expected one subscribe, got ${type}`);
      id = given;
      reading = openEvents(server, `${run}/events?${new URLSearchParams({ follow: "true", ...query }).toString()}`, {
        accept,
      });
    },
    sendText() {
      throw new Error("readOn: expected nothing to be said, got a text");
    },
    async next() {
      for (;;) {
        const message = parseMessage(await (await reading!).next());
        if (!message) continue;
        // Nobody gives a response a name.
        const named = "id" in message ? { ...message, id } : message;
        messages.push(named);
        return named;
      }
    },
    nextOf: () => Promise.reject(new Error("readOn: expected next, got heard")),
    takeNew: () => messages,
  };
}

/** A message, or what an event stream says in a comment; undefined for what only says when to come back. */
function parseMessage(part: Part | undefined): Record<string, unknown> | undefined {
  if (!part) throw new Error("readOn: expected a message, got the end");
  const { comment, message } = part;
  const text = comment ?? (message && encodeServerMessage(message as ServerMessage));
  return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
}
