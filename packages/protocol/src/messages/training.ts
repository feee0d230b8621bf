/** What is to be trained, as it comes over the wire in a `start` message. */
import { z } from "zod/mini";
import { check } from "../validation/check.ts";
import { columns, spec } from "./chunk-schemas.ts";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "../validation/excerpt.ts";
import { finite, list, name, oneOf, object, described, text, title, wholeNumber } from "../validation/fields.ts";

const column = z.union([z.string(), z.array(z.number())], "a list of numbers, or base64 of doubles");
const part = object({
  x: described(list(column), "A column for each number that the network sees."),
  y: described(list(column), "A column for each number that it is to predict."),
  weights: described(z.optional(column), "How much each row counts. Default: all alike."),
});
const rows = object({
  train: described(part, "Rows to learn from."),
  validation: described(z.optional(part), "Rows to judge every epoch by."),
  test: described(z.optional(part), "Rows that nobody looks at until the report."),
  columns: described(z.optional(columns), "Names and kinds of the columns, where there are any."),
});

const epochs = described(z.optional(wholeNumber(1)), "Passes over the training rows.");
const learningRate = described(z.optional(finite), "How far each update goes.");
const seed = described(z.optional(wholeNumber(0)), "Fixes all chance.");

export const trainingSchemas = {
  spec: described(
    object({
      type: z.literal("spec"),
      spec: described(spec, "The whole training."),
      data: described(rows, "Its rows, in columns."),
    }),
    "A training as plain data.",
  ),
  table: described(
    object({
      type: z.literal("table"),
      table: described(title, "A file in the server's folder of tables."),
      target: described(title, "The column to predict."),
      inputs: described(z.optional(list(text)), "The columns to predict from. Default: all that can be used."),
      missing: described(z.optional(oneOf(["drop", "refuse"])), "Rows with a missing cell. Default `drop`."),
      hidden: described(z.optional(list(wholeNumber(1))), "Units of each hidden layer."),
      activation: described(z.optional(text), "Of the hidden layers."),
      ensemble: described(z.optional(wholeNumber(1)), "So many networks side by side."),
      epochs,
      learningRate,
      seed,
    }),
    "What `epochal train` makes of a table of the server's.",
  ),
  builtIn: described(
    object({ type: z.literal("builtIn"), name: described(name, "Such as `notebook`."), epochs, learningRate, seed }),
    "A training that the server knows by name.",
  ),
};

/** What is to be trained: `type` says how it is described. */
export type TrainingRequest = z.infer<(typeof trainingSchemas)[keyof typeof trainingSchemas]>;

/**
 * The training that a `start` message wishes for.
 * @throws ProtocolError for a type or a field that is not known here: it is for whoever sent it, and closes nothing.
 */
export function decodeTraining(value: { readonly type: string }): TrainingRequest {
  const { type } = value;
  if (!Object.hasOwn(trainingSchemas, type)) {
    const types = Object.keys(trainingSchemas).map((known) => `"${known}"`);
    throw new ProtocolError(`decodeTraining: expected type ${types.join(", ")}, got ${excerpt(type)}`);
  }
  return check("decodeTraining", trainingSchemas[type as TrainingRequest["type"]], value, type) as TrainingRequest;
}
