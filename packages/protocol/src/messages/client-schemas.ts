/** The schemas of a client's messages. The types, the checks of the server and the JSON Schemas come from them. */
import {
  looseObject,
  count,
  finite,
  name,
  nonNegative,
  optional,
  oneOf,
  startPoint,
  described,
  text,
  variant,
  title,
  wholeNumber,
} from "../validation/fields.ts";
import * as v from "valibot";

const RATE = "a number > 0 and ≤ 1000";
const perSecond = v.pipe(v.number(RATE), v.gtValue(0, RATE), v.maxValue(1000, RATE));
const allUpTo = wholeNumber(1, 100_000);

export const clientSchemas = {
  subscribe: variant("subscribe", "Subscribes to a run.", {
    id: described(name, "The client's id for this subscription; unique on the connection."),
    run: described(
      name,
      "A run's id, or `latest`: the run that was started last; if there is none, the first one to be started.",
    ),
    after: optional(startPoint, "Where to start: `start` (default), `live`, or a cursor."),
    mode: optional(oneOf(["all", "latest", "sampled"]), "Which events are sent. Default `all`."),
    every: optional(
      wholeNumber(1),
      "For `sampled`, ignored in other modes: only epochs whose number is a multiple of it. Default 1.",
    ),
    perSecond: optional(
      perSecond,
      "For `sampled`, ignored in other modes: maximum number of epochs per second. Default: no limit if `every` is given, else 10.",
    ),
    allUpTo: optional(
      allUpTo,
      "For `sampled`, ignored in other modes: number of epochs per second up to which every epoch is sent; four times as many at once.",
    ),
    window: optional(wholeNumber(1), "Maximum number of unacknowledged events. Default: no window."),
  }),
  unsubscribe: variant("unsubscribe", "Ends a subscription. No further message of it follows.", {
    id: described(name, "The subscription's id."),
  }),
  ack: variant("ack", "Acknowledges events, so that the window opens again.", {
    run: described(name, "The run's own id."),
    seq: described(count, "The last event that the client has processed or received as a gap."),
  }),
  command: variant("command", "Sends a command to a run.", {
    id: described(name, "The client's id for this message; repeated in the reply."),
    run: described(name, "A run's id, or `latest`."),
    command: described(looseObject({ type: text }), "The command: see the schema `Command`."),
    key: described(name, "Idempotency key: a repeated command with the same key has no second effect."),
    by: optional(name, "A name that the client gives itself. All clients see it."),
  }),
  start: variant("start", "Starts a run.", {
    id: described(name, "The client's id for this message; repeated in the reply."),
    key: described(name, "Idempotency key: a repeated request with the same key starts no second run."),
    name: optional(title, "A name for people. Default: the name of the data."),
    epochsPerSecond: optional(nonNegative, "Slows the training down. Default 0: no limit."),
    training: described(looseObject({ type: text }), "The training: see the schema `Training`."),
  }),
  ping: variant("ping", "Requests a `pong`.", { n: described(finite, "Repeated in the reply.") }),
};
