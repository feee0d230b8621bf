/** What a server's messages are made of, field by field: the one source of their types, of what a client believes, and of the JSON Schemas. */
import { z } from "zod/mini";
import { atLeast, count, finite, flag, notNegative, name, only, oneOf, position, said, table, text } from "./fields.ts";

const run = said(name, "The run's own id.");
const column = only({
  min: said(finite, "The smallest."),
  max: said(finite, "The greatest."),
  mean: said(finite, "Their sum divided by their count."),
  last: said(finite, "The newest."),
  count: said(position, "How many."),
});

const startLimits = only({
  bytes: said(position, "The largest `start` message."),
  parameters: said(position, "The most weights and biases of a network."),
  activations: said(z.optional(position), "The most units of all layers times rows of a batch."),
  running: said(position, "How many runs go on at a time."),
  queued: said(count, "How many may wait."),
});

export const serverSchemas = {
  hello: said(
    only({
      type: z.literal("hello"),
      protocol: said(z.literal("epochal.v1", '"epochal.v1"'), "The version that is spoken."),
      heartbeatMs: said(notNegative, "So often the server sends a heartbeat."),
      time: said(notNegative, "The server's clock, since 1970."),
      steering: said(flag, "Whether commands are taken on this connection."),
      limits: said(
        only({
          messageBytes: said(position, "The largest message the server takes."),
          subscriptions: said(position, "How many a connection may hold."),
          window: said(position, "The largest window."),
          messagesPerSecond: said(position, "How many the server takes, acknowledgements left out."),
          start: said(z.optional(startLimits), "Of the runs that clients start, where they can."),
        }),
        "What is allowed on this connection.",
      ),
    }),
    "First on every connection.",
  ),
  subscribed: said(
    only({
      type: z.literal("subscribed"),
      id: said(name, "The client's name for the subscription."),
      run: said(name, "The run's own id, also where `latest` was asked."),
      log: said(text, "Identity of the run's log: with a position in it, a cursor."),
      name: said(text, "For people, such as the file it learns from."),
      status: said(
        oneOf(["queued", "running", "finished", "interrupted", "cancelled"]),
        "`interrupted`: its process ended before it did; `cancelled`: it never began.",
      ),
      head: said(count, "Position of the newest event; 0 when there is none."),
      from: said(position, "The first position that will be sent or told as a gap."),
      mode: said(oneOf(["all", "latest", "sampled"]), "What of the events is sent."),
      window: said(z.optional(position), "The window in force, where one was asked for."),
    }),
    "A subscription has begun.",
  ),
  events: said(
    only({
      type: z.literal("events"),
      run,
      first: said(position, "Position of the first of them."),
      last: said(position, "Position of the last of them."),
      chunk: atLeast({ type: text, seq: position }),
    }),
    "Consecutive events.",
  ),
  gap: said(
    only({
      type: z.literal("gap"),
      run,
      from: said(position, "The first event that is not sent."),
      to: said(position, "The last event that is not sent."),
      reason: said(text, "`skipped`, `slow`, `sampled` or `expired`; others may come."),
      types: said(z.optional(table(position)), "How many events of each type; unknown where they have expired."),
      rollup: said(z.optional(table(column)), "Of the epochs' columns; unknown where they have expired."),
    }),
    "Events that are not sent.",
  ),
  caughtUp: said(
    only({ type: z.literal("caughtUp"), run, seq: said(count, "The last event that was sent or told as a gap.") }),
    "What follows happens now.",
  ),
  end: said(
    only({
      type: z.literal("end"),
      run,
      seq: said(count, "Of the run's last event."),
      status: said(
        oneOf(["finished", "interrupted", "cancelled"]),
        "`interrupted`: its process ended before it did; `cancelled`: it never began.",
      ),
      reason: said(z.optional(text), "Why it was interrupted: `storeFailed`, `runFailed`; others may come."),
    }),
    "The run has ended and all of it has been sent or told as a gap; the subscription is over.",
  ),
  error: said(
    only({
      type: z.literal("error"),
      id: said(name, "The client's name for the subscription."),
      code: said(text, "What is wrong, for programs; others than those of today may come."),
      message: said(text, "What is wrong, in words."),
      retry: said(flag, "Whether the same may work later."),
    }),
    "A subscription is over or never began; the connection stays.",
  ),
  accepted: said(
    only({
      type: z.literal("accepted"),
      id: said(name, "Of the `command` or `start` message."),
      run,
      place: said(z.optional(position), "Of a run that was started and must wait: 1 is the next to begin."),
    }),
    "A command has been given to its run, or a run has been started.",
  ),
  refused: said(
    only({
      type: z.literal("refused"),
      id: said(name, "Of the `command` or `start` message."),
      code: said(z.optional(text), "Why, for programs; others than those of today may come."),
      reason: said(text, "Why, in words."),
      retry: said(z.optional(flag), "Whether the same may work later."),
    }),
    "A command has not been given to its run, or no run has been started.",
  ),
  queued: said(
    only({ type: z.literal("queued"), run, place: said(position, "1 is the next to begin.") }),
    "The run that is followed waits for its turn.",
  ),
  heartbeat: said(
    only({
      type: z.literal("heartbeat"),
      heads: said(table(count), "Position of the newest event of every run that is followed."),
      time: said(notNegative, "The server's clock, since 1970."),
    }),
    "The server is there.",
  ),
  draining: said(
    only({
      type: z.literal("draining"),
      closeMs: said(notNegative, "Within that time this connection will be closed."),
      returnMs: said(notNegative, "Wait a random part of it before coming back."),
    }),
    "The server is going away.",
  ),
  pong: said(only({ type: z.literal("pong"), n: said(finite, "From the `ping`.") }), "The answer to `ping`."),
};
