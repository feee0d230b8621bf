/** The schemas of a server's messages. The types, the checks of the client and the JSON Schemas come from them. */
import {
  looseObject,
  count,
  finite,
  flag,
  nonNegative,
  name,
  optional,
  object,
  oneOf,
  position,
  described,
  duration,
  exactly,
  recordOf,
  text,
  variant,
  type Schema,
} from "../validation/fields.ts";

const STATUSES = "`interrupted`: its process ended before the run did; `cancelled`: stopped while queued.";
const run = described(name, "The run's own id.");
const column = object({
  min: described(finite, "Minimum."),
  max: described(finite, "Maximum."),
  mean: described(finite, "Mean."),
  last: described(finite, "Newest value."),
  count: described(position, "Number of values."),
});

const startLimits = object({
  bytes: described(position, "Maximum size of a `start` message."),
  parameters: described(position, "Maximum number of weights and biases of a network."),
  activations: optional(position, "Maximum number of units of all layers times rows of a batch."),
  running: described(position, "Maximum number of running runs."),
  queued: described(count, "Maximum number of queued runs."),
});

/** The schema of `events` with a chunk of the given schema. */
export function eventsWith<Chunk extends Schema>(chunk: Chunk) {
  return variant("events", "Consecutive events.", {
    run,
    first: described(position, "Position of the first event."),
    last: described(position, "Position of the last event."),
    chunk,
  });
}

export const serverSchemas = {
  hello: variant("hello", "The first message on every connection.", {
    protocol: described(exactly("epochal.v1"), "The version of the protocol."),
    heartbeatMs: described(duration(1), "Interval between two heartbeats, in ms."),
    time: described(nonNegative, "The server's clock, in ms since 1970."),
    steering: described(flag, "Whether commands are accepted on this connection."),
    limits: described(
      object({
        messageBytes: described(position, "Maximum size of a message."),
        subscriptions: described(position, "Maximum number of subscriptions per connection."),
        window: described(position, "Maximum window."),
        messagesPerSecond: described(position, "Maximum number of messages per second, without acknowledgements."),
        start: optional(startLimits, "Limits for `start`; absent if clients cannot start runs."),
      }),
      "The limits of this connection.",
    ),
  }),
  subscribed: variant("subscribed", "Confirms a subscription.", {
    id: described(name, "The subscription's id."),
    run: described(name, "The run's own id, also after a request for `latest`."),
    log: described(text, "Identity of the run's log, the first part of a cursor."),
    name: described(text, "A name for people, such as the file it trains on."),
    status: described(oneOf(["queued", "running", "finished", "interrupted", "cancelled"]), STATUSES),
    head: described(count, "Position of the newest event; 0 without any."),
    from: described(position, "The first position that will be sent or reported as a gap."),
    mode: described(oneOf(["all", "latest", "sampled"]), "Which events are sent."),
    window: optional(position, "The window in force; absent if none was requested."),
    viewers: optional(count, "The number of subscriptions of all clients to the run, with this one."),
  }),
  // A later version may send a chunk of an unknown type, of which only this is read.
  events: eventsWith(looseObject({ type: text, seq: position })),
  gap: variant("gap", "Reports events that are not sent.", {
    run,
    from: described(position, "The first event that is not sent."),
    to: described(position, "The last event that is not sent."),
    reason: described(text, "`skipped`, `slow`, `sampled` or `expired`. Later versions may add others."),
    types: optional(recordOf(position), "The number of events of each type; absent for expired events."),
    rollup: optional(recordOf(column), "A summary of the epochs' columns; absent for expired events."),
  }),
  caughtUp: variant("caughtUp", "All stored events have been sent; further events are live.", {
    run,
    seq: described(count, "The last event that was sent or reported as a gap."),
  }),
  end: variant(
    "end",
    "The run has ended and all its events have been sent or reported as gaps. Ends the subscription.",
    {
      run,
      seq: described(count, "Position of the run's last event."),
      status: described(oneOf(["finished", "interrupted", "cancelled"]), STATUSES),
      reason: optional(text, "Why it was interrupted: `storeFailed` or `runFailed`. Later versions may add others."),
      successor: optional(name, "The run that resumes this one."),
    },
  ),
  error: variant("error", "Ends or rejects a subscription. The connection stays open.", {
    id: described(name, "The subscription's id."),
    code: described(text, "The error for programs. Later versions may add codes."),
    message: described(text, "The error for people."),
    retry: described(flag, "Whether a retry may succeed."),
  }),
  accepted: variant("accepted", "The command has been passed to the run, or the run has been started.", {
    id: described(name, "The id of the `command` or `start` message."),
    run,
    place: optional(position, "The place of a queued run; 1 is next."),
  }),
  refused: variant("refused", "The command has not been passed to the run, or no run has been started.", {
    id: described(name, "The id of the `command` or `start` message."),
    code: optional(text, "The reason for programs. Later versions may add codes."),
    reason: described(text, "The reason for people."),
    retry: optional(flag, "Whether a retry may succeed."),
  }),
  queued: variant("queued", "The subscribed run waits for its turn.", {
    run,
    place: described(position, "1 is next."),
  }),
  heartbeat: variant("heartbeat", "Shows that the server is alive.", {
    heads: described(recordOf(count), "Position of the newest event of each subscribed run."),
    viewers: optional(recordOf(count), "The number of subscriptions of all clients to each of these runs."),
    time: described(nonNegative, "The server's clock, in ms since 1970."),
  }),
  draining: variant("draining", "The server is shutting down.", {
    closeMs: described(
      duration(0),
      "The connection will be closed within this time, in ms; 0: right after this message.",
    ),
    returnMs: described(duration(0), "Wait a random part of this time before reconnecting, in ms."),
  }),
  pong: variant("pong", "The reply to `ping`.", { n: described(finite, "The number of the `ping`.") }),
};
