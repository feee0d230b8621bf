/** A `Conversation` over HTTP: the only message that can be sent is one `subscribe`, and its replies are read as a response. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import type { EpochalServer } from "../../src/index.ts";
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
      if (type !== "subscribe" || reading)
        throw new Error(`createResponseConversation: expected one subscribe, got ${type}`);
      id = given;
      reading = openEvents(server, `${run}/events?${new URLSearchParams({ follow: "true", ...query }).toString()}`, {
        accept,
      });
    },
    sendText() {
      throw new Error("createResponseConversation: expected a message, got a text");
    },
    async next() {
      for (;;) {
        const message = parseMessage(await (await reading!).next());
        if (!message) continue;
        // A response has no subscription id.
        const withId = "id" in message ? { ...message, id } : message;
        messages.push(withId);
        return withId;
      }
    },
    nextOf: () => Promise.reject(new Error("createResponseConversation: expected next, got nextOf")),
    takeNew: () => messages,
  };
}

/** A message, or the heartbeat in a comment; undefined for a part that only sets the retry time. */
function parseMessage(part: Part | undefined): Record<string, unknown> | undefined {
  if (!part) throw new Error("createResponseConversation: expected a message, got the end");
  const { comment, message } = part;
  const text = comment ?? (message && encodeServerMessage(message as ServerMessage));
  return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
}
