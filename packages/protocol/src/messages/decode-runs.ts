/** The list of runs as a client receives it over plain HTTP. */
import type { RunInfo } from "../run-list.ts";
import { RUN_STATUSES } from "../run-list.ts";
import { check } from "../validation/check.ts";
import {
  count,
  finite,
  flag,
  list,
  looseObject,
  name,
  nonNegative,
  oneOf,
  optional,
  position,
  text,
} from "../validation/fields.ts";

const summarySchema = looseObject({
  targets: optional(list(text)),
  learningRate: optional(finite),
  seed: optional(finite),
  best: optional(looseObject({ epoch: count, metric: oneOf(["validationLoss", "loss"]), loss: finite })),
  score: optional(
    looseObject({
      part: oneOf(["test", "validation", "train"]),
      metric: oneOf(["accuracy", "rmse"]),
      value: finite,
    }),
  ),
});

const runsSchema = list(
  looseObject({
    id: name,
    log: text,
    name: text,
    parent: optional(text),
    resumes: optional(text),
    status: oneOf(RUN_STATUSES),
    place: optional(position),
    isForWorkers: optional(flag),
    reason: optional(text),
    started: nonNegative,
    ended: optional(nonNegative),
    failure: optional(text),
    isLost: optional(flag),
    head: count,
    epoch: count,
    epochs: count,
    bytes: count,
    viewers: optional(count),
    summary: optional(summarySchema),
    tags: optional(list(text)),
    notes: optional(text),
  }),
);

/**
 * The runs in the JSON of `GET /v1/runs`. Fields of later versions are kept.
 * @throws ProtocolError if it is no list of runs, or a field is invalid.
 */
export function decodeRuns(value: unknown): RunInfo[] {
  return check("decodeRuns", runsSchema, value, "the list of runs") as RunInfo[];
}
