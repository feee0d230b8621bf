/** What a client sends; see PROTOCOL.md. The schemas are the one source of the types and of what a server accepts. */
import { z } from "zod/mini";
import { check, parseFrame } from "../validation/check.ts";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "../validation/excerpt.ts";
import {
  looseObject,
  count,
  finite,
  name,
  nonNegative,
  oneOf,
  object,
  startPoint,
  described,
  text,
  title,
  wholeNumber,
} from "../validation/fields.ts";

const perSecond = z
  .number("a number > 0 and ≤ 1000")
  .check(z.gt(0, "a number > 0 and ≤ 1000"), z.maximum(1000, "a number > 0 and ≤ 1000"));

export const clientSchemas = {
  subscribe: described(
    object({
      type: z.literal("subscribe"),
      id: described(name, "The client's name for this subscription, not in use on this connection."),
      run: described(name, "A run's id, or `latest`: the one that was started last, or the first to come."),
      after: described(z.optional(startPoint), "Where to begin: `start` (default), `live`, or a cursor."),
      mode: described(z.optional(oneOf(["all", "latest", "sampled"])), "What of the events is sent. Default `all`."),
      every: described(
        z.optional(wholeNumber(1)),
        "For `sampled`: only epochs whose number is a multiple of it. Default 1.",
      ),
      perSecond: described(
        z.optional(perSecond),
        "For `sampled`: at most so many epochs a second. Default: any number where `every` is given, else 10.",
      ),
      window: described(
        z.optional(wholeNumber(1)),
        "At most so many events are sent beyond what the client has acknowledged. Default: no such bound.",
      ),
    }),
    "Begins to follow a run.",
  ),
  unsubscribe: described(
    object({ type: z.literal("unsubscribe"), id: described(name, "Of the subscription.") }),
    "Ends a subscription; nothing more of it follows.",
  ),
  ack: described(
    object({
      type: z.literal("ack"),
      run: described(name, "The run's own id."),
      seq: described(count, "The last event that the client has done with, or been told that it does not get."),
    }),
    "Opens the window of a subscription again.",
  ),
  command: described(
    object({
      type: z.literal("command"),
      id: described(name, "The client's name for this message; the answer carries it."),
      run: described(name, "A run's id, or `latest`."),
      command: described(looseObject({ type: text }), "What is wished: see the schemas of commands."),
      key: described(name, "The same in each try: what has been accepted once has no second effect."),
    }),
    "Wishes something of a run.",
  ),
  start: described(
    object({
      type: z.literal("start"),
      id: described(name, "The client's name for this message; the answer carries it."),
      key: described(name, "The same in each try: what has been accepted once starts nothing again."),
      name: described(z.optional(title), "For people. Default: what is learned from."),
      epochsPerSecond: described(z.optional(nonNegative), "For people to watch. Default 0: as fast as it goes."),
      training: described(looseObject({ type: text }), "What is to be trained: see the schemas of trainings."),
    }),
    "Wishes for a new run.",
  ),
  ping: described(
    object({ type: z.literal("ping"), n: described(finite, "Comes back in the answer.") }),
    "Asks for a `pong`.",
  ),
};

/** Anything a client sends: `subscribe`, `unsubscribe`, `ack`, `command`, `start` or `ping`. */
export type ClientMessage = z.infer<(typeof clientSchemas)[keyof typeof clientSchemas]>;

/** What of a run's events a subscription gets. */
export type Mode = NonNullable<z.infer<(typeof clientSchemas)["subscribe"]>["mode"]>;

/** The text of a message, as one frame. */
export function encodeClientMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}

/**
 * The message a frame holds.
 * @throws ProtocolError with the close code for what is no message.
 */
export function decodeClientMessage(frame: string): ClientMessage {
  const where = "decodeClientMessage";
  const value = parseFrame(where, frame);
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(clientSchemas, type)) {
    const types = Object.keys(clientSchemas).map((known) => `"${known}"`);
    throw new ProtocolError(`${where}: expected type ${types.join(", ")}, got ${excerpt(type)}`);
  }
  return check(where, clientSchemas[type as ClientMessage["type"]], value, type) as ClientMessage;
}
