/**
 * Chunks of events as JSON holds them, field by field. What a later version adds is kept; what a viewer cannot do without
 * must be there. Names that `core` gives meaning to (of losses, layers, scores) are left to it.
 */
import type { EventChunk } from "@epochal/stream/events";
import { z } from "zod/mini";
import {
  looseObject,
  count,
  finite,
  list,
  nonNegative,
  name,
  oneOf,
  position,
  described,
  recordOf,
  text,
} from "../validation/fields.ts";

const seq = described(position, "Position of the event; of epochs, of the first.");
const time = described(nonNegative, "When it was told, since 1970.");
const epoch = described(count, "Epochs completed.");
const step = described(count, "Updates completed.");
const stateHash = described(text, "SHA-256 of the state, 64 hexadecimal digits.");
const column = list(finite);
const scores = described(recordOf(finite), "Unscaled: `rmse`, `mae`, `r2` and others.");
const vector = z.union([z.string(), z.array(z.number())], "base64 of doubles, or a list of numbers");

const layers = list(looseObject({ units: count })).check(z.minLength(1, "a list of at least 1 layer"));

const network = looseObject({
  inputs: described(count, "How many numbers go in."),
  layers: described(layers, "From the inputs to the output."),
  members: described(z.optional(count), "How many networks stand side by side. Default 1."),
});
export const spec = looseObject({
  network,
  loss: described(z.union([z.string(), z.looseObject({})], "a name or an object"), "What is made small."),
  optimizer: described(looseObject({ type: text }), "How the network follows its gradients."),
  epochs: described(count, "Passes over the training rows."),
});

const scaler = looseObject({ offset: column, scale: column });
const scalers = looseObject({ inputs: scaler, targets: scaler });
const rowsOf = looseObject({ x: list(column), y: list(column) });
export const columns = looseObject({
  inputs: list(looseObject({ name: text, kind: text })),
  targets: list(text),
});
const data = looseObject({
  rows: described(looseObject({ train: count, validation: count, test: count }), "How many each part has."),
  columns: described(z.optional(columns), "Names and kinds, where there are any."),
  scalers: described(scalers, "scaled = (value − offset) / scale."),
  sample: described(
    looseObject({ train: rowsOf, validation: z.optional(rowsOf) }),
    "Some rows of each part, unscaled.",
  ),
  baselines: described(looseObject({ mean: scores, linear: scores }), "What must be beaten."),
});

const part = looseObject({ rows: count, network: scores, mean: scores, linear: scores });
const report = looseObject({
  train: part,
  validation: z.optional(part),
  test: z.optional(part),
  importance: z.optional(
    looseObject({
      part: text,
      rows: count,
      columns: list(looseObject({ column: text, growth: finite, deviation: finite })),
    }),
  ),
});

const layer = looseObject({ weights: list(column), biases: column });
const model = looseObject({
  format: z.literal("epochal-model", '"epochal-model"'),
  version: count,
  network,
  members: list(looseObject({ layers: list(layer), shortcut: z.optional(layer) })),
  scalers,
  columns: z.optional(columns),
});

export const chunkSchemas = {
  epochs: described(
    looseObject({
      type: z.literal("epochs"),
      seq,
      time,
      times: described(z.optional(column), "When each was told, where that was not at once."),
      epoch: described(position, "Of the first; the others follow."),
      loss: described(column, "Mean over the epoch's batches, each before its update."),
      validationLoss: described(
        z.optional(column),
        "Of the network as the epoch ended, where there are rows to judge by.",
      ),
      learningRate: described(column, "Of the epoch's last update."),
      gradientNorm: described(column, "Of its last batch."),
    }),
    "Consecutive epochs, a column for each number.",
  ),
  started: described(
    looseObject({
      type: z.literal("started"),
      seq,
      time,
      run: name,
      name: text,
      spec: described(spec, "The whole training."),
      data: described(data, "What it learns from, in short."),
      from: described(
        z.optional(
          looseObject({
            run: described(z.optional(name), "The run that it is a state of."),
            epoch,
            step,
            hash: stateHash,
            ahead: described(
              z.optional(list(looseObject({ epoch, step, set: recordOf(finite) }))),
              "Settings that the run sets by itself on its way.",
            ),
          }),
        ),
        "The state it goes on from.",
      ),
    }),
    "Always first.",
  ),
  snapshot: described(
    looseObject({
      type: z.literal("snapshot"),
      seq,
      time,
      epoch,
      hash: z.optional(stateHash),
      scores,
      snapshot: described(
        looseObject({
          version: count,
          epoch: count,
          step: count,
          batch: count,
          lossSum: finite,
          weightSum: finite,
          settings: recordOf(finite),
          parameters: vector,
          memory: vector,
          epochStart: z.optional(vector),
          best: z.optional(looseObject({ epoch: count, loss: finite, parameters: vector })),
        }),
        "The whole state; vectors as base64 of little-endian doubles.",
      ),
    }),
    "The state after so many epochs.",
  ),
  commanded: described(
    looseObject({
      type: z.literal("commanded"),
      seq,
      time,
      command: described(looseObject({ type: text }), "What was wished."),
      outcome: oneOf(["applied", "refused"]),
      reason: described(z.optional(text), "Why it was refused."),
      epoch,
      step,
      branch: described(z.optional(name), "The new run, where it branched."),
    }),
    "The answer to a command.",
  ),
  noticed: described(
    looseObject({
      type: z.literal("noticed"),
      seq,
      time,
      epoch,
      rule: described(z.optional(text), "The name of the rule that says so, where it is one."),
      text,
    }),
    "Something worth a person's attention.",
  ),
  finished: described(
    looseObject({
      type: z.literal("finished"),
      seq,
      time,
      reason: described(text, "`completed`, `early`, `diverged`, `stopped` or `discarded`."),
      epoch,
      modelEpoch: described(count, "Whose network the model is."),
      hash: described(z.optional(text), "SHA-256 of the model's parameters."),
      model: described(model, "What was learned."),
      report: described(report, "How good that is on every part of the data."),
    }),
    "Always last.",
  ),
} satisfies Record<EventChunk["type"], z.ZodMiniType>;

const known = Object.keys(chunkSchemas).join("|");

/** A chunk as the server's messages hold it; of a type of a later version only its position is known. */
export const anyChunk = z.union([
  ...Object.values(chunkSchemas),
  described(
    looseObject({ type: z.string().check(z.regex(new RegExp(`^(?!(${known})$)`))), seq: position }),
    "Of a later version: it counts with its positions.",
  ),
]);
