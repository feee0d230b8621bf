/** What a server's messages are made of, field by field: the one source of their types, of what a client believes, and of the JSON Schemas. */
import { z } from "zod/mini";
import {
  looseObject,
  count,
  finite,
  flag,
  nonNegative,
  name,
  object,
  oneOf,
  position,
  described,
  recordOf,
  text,
} from "../validation/fields.ts";

const run = described(name, "The run's own id.");
const column = object({
  min: described(finite, "The smallest."),
  max: described(finite, "The greatest."),
  mean: described(finite, "Their sum divided by their count."),
  last: described(finite, "The newest."),
  count: described(position, "How many."),
});

const startLimits = object({
  bytes: described(position, "The largest `start` message."),
  parameters: described(position, "The most weights and biases of a network."),
  activations: described(z.optional(position), "The most units of all layers times rows of a batch."),
  running: described(position, "How many runs go on at a time."),
  queued: described(count, "How many may wait."),
});

export const serverSchemas = {
  hello: described(
    object({
      type: z.literal("hello"),
      protocol: described(z.literal("epochal.v1", '"epochal.v1"'), "The version that is spoken."),
      heartbeatMs: described(nonNegative, "So often the server sends a heartbeat."),
      time: described(nonNegative, "The server's clock, since 1970."),
      steering: described(flag, "Whether commands are taken on this connection."),
      limits: described(
        object({
          messageBytes: described(position, "The largest message the server takes."),
          subscriptions: described(position, "How many a connection may hold."),
          window: described(position, "The largest window."),
          messagesPerSecond: described(position, "How many the server takes, acknowledgements left out."),
          start: described(z.optional(startLimits), "Of the runs that clients start, where they can."),
        }),
        "What is allowed on this connection.",
      ),
    }),
    "First on every connection.",
  ),
  subscribed: described(
    object({
      type: z.literal("subscribed"),
      id: described(name, "The client's name for the subscription."),
      run: described(name, "The run's own id, also where `latest` was asked."),
      log: described(text, "Identity of the run's log: with a position in it, a cursor."),
      name: described(text, "For people, such as the file it learns from."),
      status: described(
        oneOf(["queued", "running", "finished", "interrupted", "cancelled"]),
        "`interrupted`: its process ended before it did; `cancelled`: it never began.",
      ),
      head: described(count, "Position of the newest event; 0 when there is none."),
      from: described(position, "The first position that will be sent or told as a gap."),
      mode: described(oneOf(["all", "latest", "sampled"]), "What of the events is sent."),
      window: described(z.optional(position), "The window in force, where one was asked for."),
    }),
    "A subscription has begun.",
  ),
  events: described(
    object({
      type: z.literal("events"),
      run,
      first: described(position, "Position of the first of them."),
      last: described(position, "Position of the last of them."),
      chunk: looseObject({ type: text, seq: position }),
    }),
    "Consecutive events.",
  ),
  gap: described(
    object({
      type: z.literal("gap"),
      run,
      from: described(position, "The first event that is not sent."),
      to: described(position, "The last event that is not sent."),
      reason: described(text, "`skipped`, `slow`, `sampled` or `expired`; others may come."),
      types: described(
        z.optional(recordOf(position)),
        "How many events of each type; unknown where they have expired.",
      ),
      rollup: described(z.optional(recordOf(column)), "Of the epochs' columns; unknown where they have expired."),
    }),
    "Events that are not sent.",
  ),
  caughtUp: described(
    object({
      type: z.literal("caughtUp"),
      run,
      seq: described(count, "The last event that was sent or told as a gap."),
    }),
    "What follows happens now.",
  ),
  end: described(
    object({
      type: z.literal("end"),
      run,
      seq: described(count, "Of the run's last event."),
      status: described(
        oneOf(["finished", "interrupted", "cancelled"]),
        "`interrupted`: its process ended before it did; `cancelled`: it never began.",
      ),
      reason: described(z.optional(text), "Why it was interrupted: `storeFailed`, `runFailed`; others may come."),
    }),
    "The run has ended and all of it has been sent or told as a gap; the subscription is over.",
  ),
  error: described(
    object({
      type: z.literal("error"),
      id: described(name, "The client's name for the subscription."),
      code: described(text, "What is wrong, for programs; others than those of today may come."),
      message: described(text, "What is wrong, in words."),
      retry: described(flag, "Whether the same may work later."),
    }),
    "A subscription is over or never began; the connection stays.",
  ),
  accepted: described(
    object({
      type: z.literal("accepted"),
      id: described(name, "Of the `command` or `start` message."),
      run,
      place: described(z.optional(position), "Of a run that was started and must wait: 1 is the next to begin."),
    }),
    "A command has been given to its run, or a run has been started.",
  ),
  refused: described(
    object({
      type: z.literal("refused"),
      id: described(name, "Of the `command` or `start` message."),
      code: described(z.optional(text), "Why, for programs; others than those of today may come."),
      reason: described(text, "Why, in words."),
      retry: described(z.optional(flag), "Whether the same may work later."),
    }),
    "A command has not been given to its run, or no run has been started.",
  ),
  queued: described(
    object({ type: z.literal("queued"), run, place: described(position, "1 is the next to begin.") }),
    "The run that is followed waits for its turn.",
  ),
  heartbeat: described(
    object({
      type: z.literal("heartbeat"),
      heads: described(recordOf(count), "Position of the newest event of every run that is followed."),
      time: described(nonNegative, "The server's clock, since 1970."),
    }),
    "The server is there.",
  ),
  draining: described(
    object({
      type: z.literal("draining"),
      closeMs: described(nonNegative, "Within that time this connection will be closed."),
      returnMs: described(nonNegative, "Wait a random part of it before coming back."),
    }),
    "The server is going away.",
  ),
  pong: described(
    object({ type: z.literal("pong"), n: described(finite, "From the `ping`.") }),
    "The answer to `ping`.",
  ),
};
