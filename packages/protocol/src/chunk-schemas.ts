/**
 * Chunks of events as JSON holds them, field by field. What a later version adds is kept; what a viewer cannot do without
 * must be there. Names that `core` gives meaning to (of losses, layers, scores) are left to it.
 */
import type { EventChunk } from "@epochal/stream/events";
import { z } from "zod/mini";
import { atLeast, count, finite, list, notNegative, name, oneOf, position, said, table, text } from "./fields.ts";

const seq = said(position, "Position of the event; of epochs, of the first.");
const time = said(notNegative, "When it was told, since 1970.");
const epoch = said(count, "Epochs completed.");
const step = said(count, "Updates completed.");
const stateHash = said(text, "SHA-256 of the state, 64 hexadecimal digits.");
const column = list(finite);
const scores = said(table(finite), "Unscaled: `rmse`, `mae`, `r2` and others.");
const vector = z.union([z.string(), z.array(z.number())], "base64 of doubles, or a list of numbers");

const layers = list(atLeast({ units: count })).check(z.minLength(1, "a list of at least 1 layer"));

const network = atLeast({
  inputs: said(count, "How many numbers go in."),
  layers: said(layers, "From the inputs to the output."),
  members: said(z.optional(count), "How many networks stand side by side. Default 1."),
});
export const spec = atLeast({
  network,
  loss: said(z.union([z.string(), z.looseObject({})], "a name or an object"), "What is made small."),
  optimizer: said(atLeast({ type: text }), "How the network follows its gradients."),
  epochs: said(count, "Passes over the training rows."),
});

const scaler = atLeast({ offset: column, scale: column });
const scalers = atLeast({ inputs: scaler, targets: scaler });
const rowsOf = atLeast({ x: list(column), y: list(column) });
export const columns = atLeast({
  inputs: list(atLeast({ name: text, kind: text })),
  targets: list(text),
});
const data = atLeast({
  rows: said(atLeast({ train: count, validation: count, test: count }), "How many each part has."),
  columns: said(z.optional(columns), "Names and kinds, where there are any."),
  scalers: said(scalers, "scaled = (value − offset) / scale."),
  sample: said(atLeast({ train: rowsOf, validation: z.optional(rowsOf) }), "Some rows of each part, unscaled."),
  baselines: said(atLeast({ mean: scores, linear: scores }), "What must be beaten."),
});

const part = atLeast({ rows: count, network: scores, mean: scores, linear: scores });
const report = atLeast({
  train: part,
  validation: z.optional(part),
  test: z.optional(part),
  importance: z.optional(
    atLeast({
      part: text,
      rows: count,
      columns: list(atLeast({ column: text, growth: finite, deviation: finite })),
    }),
  ),
});

const layer = atLeast({ weights: list(column), biases: column });
const model = atLeast({
  format: z.literal("epochal-model", '"epochal-model"'),
  version: count,
  network,
  members: list(atLeast({ layers: list(layer), shortcut: z.optional(layer) })),
  scalers,
  columns: z.optional(columns),
});

export const chunkSchemas = {
  epochs: said(
    atLeast({
      type: z.literal("epochs"),
      seq,
      time,
      times: said(z.optional(column), "When each was told, where that was not at once."),
      epoch: said(position, "Of the first; the others follow."),
      loss: said(column, "Mean over the epoch's batches, each before its update."),
      validationLoss: said(z.optional(column), "Of the network as the epoch ended, where there are rows to judge by."),
      learningRate: said(column, "Of the epoch's last update."),
      gradientNorm: said(column, "Of its last batch."),
    }),
    "Consecutive epochs, a column for each number.",
  ),
  started: said(
    atLeast({
      type: z.literal("started"),
      seq,
      time,
      run: name,
      name: text,
      spec: said(spec, "The whole training."),
      data: said(data, "What it learns from, in short."),
      from: said(
        z.optional(
          atLeast({
            run: said(z.optional(name), "The run that it is a state of."),
            epoch,
            step,
            hash: stateHash,
            ahead: said(
              z.optional(list(atLeast({ epoch, step, set: table(finite) }))),
              "Settings that the run sets by itself on its way.",
            ),
          }),
        ),
        "The state it goes on from.",
      ),
    }),
    "Always first.",
  ),
  snapshot: said(
    atLeast({
      type: z.literal("snapshot"),
      seq,
      time,
      epoch,
      hash: z.optional(stateHash),
      scores,
      snapshot: said(
        atLeast({
          version: count,
          epoch: count,
          step: count,
          batch: count,
          lossSum: finite,
          weightSum: finite,
          settings: table(finite),
          parameters: vector,
          memory: vector,
          epochStart: z.optional(vector),
          best: z.optional(atLeast({ epoch: count, loss: finite, parameters: vector })),
        }),
        "The whole state; vectors as base64 of little-endian doubles.",
      ),
    }),
    "The state after so many epochs.",
  ),
  commanded: said(
    atLeast({
      type: z.literal("commanded"),
      seq,
      time,
      command: said(atLeast({ type: text }), "What was wished."),
      outcome: oneOf(["applied", "refused"]),
      reason: said(z.optional(text), "Why it was refused."),
      epoch,
      step,
      branch: said(z.optional(name), "The new run, where it branched."),
    }),
    "The answer to a command.",
  ),
  noticed: said(
    atLeast({
      type: z.literal("noticed"),
      seq,
      time,
      epoch,
      rule: said(z.optional(text), "The name of the rule that says so, where it is one."),
      text,
    }),
    "Something worth a person's attention.",
  ),
  finished: said(
    atLeast({
      type: z.literal("finished"),
      seq,
      time,
      reason: said(text, "`completed`, `early`, `diverged`, `stopped` or `discarded`."),
      epoch,
      modelEpoch: said(count, "Whose network the model is."),
      hash: said(z.optional(text), "SHA-256 of the model's parameters."),
      model: said(model, "What was learned."),
      report: said(report, "How good that is on every part of the data."),
    }),
    "Always last.",
  ),
} satisfies Record<EventChunk["type"], z.ZodMiniType>;

const known = Object.keys(chunkSchemas).join("|");

/** A chunk as the server's messages hold it; of a type of a later version only its position is known. */
export const anyChunk = z.union([
  ...Object.values(chunkSchemas),
  said(
    atLeast({ type: z.string().check(z.regex(new RegExp(`^(?!(${known})$)`))), seq: position }),
    "Of a later version: it counts with its positions.",
  ),
]);
