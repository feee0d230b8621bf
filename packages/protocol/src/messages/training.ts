/** The training in a `start` message. */
import { checkVariant } from "../validation/check.ts";
import { columns, spec } from "./chunk-schemas.ts";
import {
  either,
  finite,
  list,
  name,
  optional,
  oneOf,
  object,
  described,
  variant,
  text,
  title,
  wholeNumber,
} from "../validation/fields.ts";
import type { InferOutput } from "valibot";

const column = either([text, list(finite)], "a list of numbers, or base64 of doubles");
const part = object({
  x: described(list(column), "A column for each input."),
  y: described(list(column), "A column for each output."),
  weights: optional(column, "The weight of each row. Default: equal."),
});
const rows = object({
  train: described(part, "Rows to train on."),
  validation: optional(part, "Rows to evaluate each epoch on."),
  test: optional(part, "Rows that are only used for the report."),
  columns: optional(columns, "Names and kinds of the columns, if they are known."),
});

const epochs = optional(wholeNumber(1), "Passes over the training rows.");
const learningRate = optional(finite, "Learning rate.");
const seed = optional(wholeNumber(0), "Seed of all random numbers.");

export const trainingSchemas = {
  spec: variant("spec", "A training as plain data.", {
    spec: described(spec, "The whole training."),
    data: described(rows, "Its rows, in columns."),
  }),
  table: variant("table", "A table on the server, prepared as `epochal train` does.", {
    table: described(title, "A file in the server's folder of tables."),
    target: described(title, "The column to predict."),
    inputs: optional(list(text), "The input columns. Default: all that can be used."),
    exclude: optional(list(text), "Columns not to predict from."),
    weight: optional(text, "Column with the weights of the rows."),
    missing: optional(oneOf(["impute", "drop", "refuse"]), "Missing cells, or their rows. Default `impute`."),
    hidden: optional(list(wholeNumber(1)), "Units of each hidden layer."),
    activation: optional(text, "Activation of the hidden layers."),
    ensemble: optional(wholeNumber(1), "Number of networks in an ensemble."),
    epochs,
    learningRate,
    seed,
  }),
  builtIn: variant("builtIn", "A training that the server provides by name.", {
    name: described(name, "Such as `notebook`."),
    epochs,
    learningRate,
    seed,
  }),
};

/** The training to start; `type` says how it is described. */
export type TrainingRequest = InferOutput<(typeof trainingSchemas)[keyof typeof trainingSchemas]>;

/**
 * The training in a `start` message.
 * @throws ProtocolError for an unknown type or an invalid field. It is meant for the reply and does not close the connection.
 */
export function decodeTraining(value: { readonly type: string }): TrainingRequest {
  return checkVariant("decodeTraining", trainingSchemas, value);
}
