/**
 * The schemas of event chunks in JSON. Fields that a viewer needs are required; unknown fields of later versions are kept. Names of
 * losses, layers and scores are not checked here: `core` does that.
 */
import type { EventChunk } from "@epochal/stream/events";
import * as v from "valibot";
import {
  either,
  looseObject,
  count,
  finite,
  list,
  nonNegative,
  name,
  optional,
  oneOf,
  position,
  described,
  exactly,
  recordOf,
  text,
  looseVariant,
  type Schema,
} from "../validation/fields.ts";

const seq = described(position, "Position of the (first) event.");
const time = described(nonNegative, "When the (first) event was emitted, in ms since 1970.");
const epoch = described(count, "Epochs completed.");
const step = described(count, "Updates completed.");
const stateHash = described(text, "SHA-256 of the snapshot, 64 hexadecimal digits.");
const column = list(finite);
const scores = described(
  recordOf(finite),
  "In the unscaled unit: `rmse`, `mae`, `r2` and others; for classes also `logLoss`, `accuracy` and others.",
);
const vector = either([text, column], "base64 of doubles, or a list of numbers");

const layers = v.pipe(list(looseObject({ units: count })), v.minLength(1, "a list of at least 1 layer"));

const network = looseObject({
  inputs: described(count, "Number of inputs."),
  layers: described(layers, "From the first hidden layer to the output."),
  members: optional(count, "Number of networks in an ensemble. Default 1."),
});
export const spec = looseObject({
  network,
  loss: described(either([text, looseObject({})], "a name or an object"), "The loss function."),
  optimizer: described(looseObject({ type: text }), "The optimizer."),
  epochs: described(count, "Passes over the training rows."),
  stopping: optional(list(looseObject({ type: text })), "Rules that end the training early. Default: none."),
  scaling: optional(
    looseObject({
      knots: optional(list(column), "For each input a list of ascending numbers; see `scalers`."),
      margins: optional(
        looseObject({ inputs: optional(finite), targets: optional(finite) }),
        "How far values may lie outside the range of the training rows, in multiples of the scale. Default: any distance.",
      ),
    }),
    "How columns are scaled. Default: not at all.",
  ),
});

const scaler = looseObject({
  offset: column,
  scale: column,
  knots: optional(list(column), "Ascending numbers of each input, between which it has a part. Default: none."),
  limits: optional(list(column), "The lowest and the highest value of each column. Default: none."),
});
const scalers = looseObject({ inputs: scaler, targets: scaler });
const rowsOf = looseObject({ x: list(column), y: list(column) });
export const columns = looseObject({
  inputs: list(looseObject({ name: text, kind: text })),
  targets: list(text),
  classes: optional(list(text), "Names of the classes of the target. Absent if the targets are numbers."),
});
const data = looseObject({
  rows: described(looseObject({ train: count, validation: count, test: count }), "Number of rows in each part."),
  columns: optional(columns, "Names and kinds of the columns, if they are known."),
  scalers: described(scalers, "scaled = (value − offset) / scale."),
  sample: described(
    looseObject({ train: rowsOf, validation: optional(rowsOf) }),
    "Some rows of each part, in the unscaled unit.",
  ),
  baselines: described(looseObject({ mean: scores, linear: scores }), "Scores of trivial models, for comparison."),
});

const classes = looseObject({
  confusion: described(list(list(count)), "Rows of class c that were predicted as class k, in row c, column k."),
  reliability: list(looseObject({ rows: count, confidence: finite, accuracy: finite })),
});
const part = looseObject({
  rows: count,
  network: scores,
  errors: optional(scores, "Standard errors of some scores of the network, by name."),
  mean: scores,
  linear: scores,
  targets: optional(
    list(
      looseObject({
        network: scores,
        errors: optional(scores, "Standard errors of some scores."),
        mean: scores,
        linear: scores,
      }),
    ),
    "Scores of each of several targets.",
  ),
  classes: optional(classes),
});
const report = looseObject({
  train: part,
  validation: optional(part),
  test: optional(part),
  importance: optional(
    looseObject({
      part: text,
      rows: count,
      columns: list(
        looseObject({
          column: text,
          growth: finite,
          deviation: finite,
          ofClasses: optional(list(finite), "The growth of the log loss of each class against the rest."),
        }),
      ),
    }),
  ),
});

const layer = looseObject({ weights: list(column), biases: column });
export const model = looseObject({
  format: described(exactly("epochal-model"), "The format of the file."),
  version: described(count, "The version of the format, 1."),
  network: described(network, "Layers, sizes and activations."),
  members: described(
    list(looseObject({ layers: list(layer), shortcut: optional(layer) })),
    "The weights of each network of the ensemble; usually one.",
  ),
  scalers: described(scalers, "Convert between the units of the data and those of the network."),
  columns: optional(columns, "Names and kinds of the columns, if known."),
});

export const chunkSchemas = {
  epochs: looseVariant("epochs", "Consecutive epochs in columns.", {
    seq,
    time,
    times: optional(column, "When each epoch was emitted. Absent if all were emitted at `time`."),
    epoch: described(position, "Number of the first epoch."),
    loss: described(column, "Mean over the epoch's batches, each before its update."),
    validationLoss: optional(column, "Loss on the validation rows after the epoch; absent without validation rows."),
    learningRate: described(column, "Learning rate of the epoch's last update."),
    gradientNorm: described(column, "Gradient norm of the epoch's last batch."),
  }),
  started: looseVariant("started", "The first event of every run.", {
    seq,
    time,
    run: name,
    name: text,
    spec: described(spec, "The whole training."),
    data: described(data, "A summary of the data."),
    from: optional(
      looseObject({
        run: optional(name, "The run whose snapshot it is."),
        epoch,
        step,
        hash: stateHash,
        ahead: optional(
          list(looseObject({ epoch, step, set: recordOf(finite) })),
          "Changes of settings that the run will apply without a command.",
        ),
      }),
      "The snapshot from which the run starts.",
    ),
  }),
  snapshot: looseVariant("snapshot", "The state of the training after `epoch` epochs.", {
    seq,
    time,
    epoch,
    hash: optional(stateHash),
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
        epochStart: optional(vector),
        best: optional(looseObject({ epoch: count, loss: finite, parameters: vector })),
      }),
      "The complete state. Vectors are base64 of little-endian doubles.",
    ),
  }),
  commanded: looseVariant("commanded", "The run's reply to a command.", {
    seq,
    time,
    command: described(looseObject({ type: text }), "The command."),
    outcome: oneOf(["applied", "refused"]),
    reason: optional(text, "Why it was refused."),
    epoch,
    step,
    branch: optional(name, "The id of the new run after a `branch`."),
    by: optional(text, "The name that the client gave itself, if any."),
  }),
  noticed: looseVariant("noticed", "A finding for people.", {
    seq,
    time,
    epoch,
    rule: optional(text, "The name of the rule that was triggered, if any."),
    text,
  }),
  finished: looseVariant("finished", "The last event of every run that finishes.", {
    seq,
    time,
    reason: described(text, "`completed`, `early`, `diverged`, `stopped` or `discarded`."),
    epoch,
    modelEpoch: described(count, "The epoch of the model's parameters."),
    hash: optional(text, "SHA-256 of the model's parameters."),
    model: described(model, "The trained model."),
    report: described(report, "The model's scores on each part of the data."),
  }),
} satisfies Record<EventChunk["type"], Schema>;

const known = Object.keys(chunkSchemas).join("|");

/** A chunk in a server's message. A chunk type of a later version only needs a position. */
export const anyChunk: Schema = either(
  [
    ...Object.values(chunkSchemas),
    described(
      looseObject({
        type: v.pipe(text, v.regex(new RegExp(`^(?!(${known})$)`), "a type of a later version")),
        seq: position,
      }),
      "A type of a later version. Its positions count.",
    ),
  ],
  "a chunk",
);
