/** The OpenAPI document of a served model: its addresses, and the schema of a row by the model's columns. */
import type { Column, Model } from "@epochal/core";
import { targetNames } from "./predict-rows.ts";

type Json = Readonly<Record<string, unknown>>;

const number = { type: "number" };
const text = { type: "string" };

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function openApi(model: Model, name: string, hasToken: boolean): Json {
  const error = { $ref: "#/components/responses/Error" };
  const interval = {
    name: "interval",
    in: "query",
    description:
      "Bounds that hold this percentage of the true values, such as 90; for classes, the set of classes that does. Default: 90 if the model was trained with held-out rows, else no bounds.",
    schema: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 100 },
  };
  const json = (schema: Json) => ({ "application/json": { schema } });
  const refer = (schema: string) => ({ $ref: `#/components/schemas/${schema}` });
  return {
    openapi: "3.1.0",
    info: { title: `epochal: ${name}`, version: "1.0.0", description: "Predictions of a trained model." },
    ...(hasToken && { security: [{ bearer: [] }, { query: [] }] }),
    paths: {
      "/v1/predict": {
        post: {
          operationId: "predict",
          summary: "Predicts rows.",
          parameters: [interval],
          requestBody: {
            required: true,
            content: json({ oneOf: [{ type: "array", items: refer("Row"), minItems: 1 }, refer("Row")] }),
          },
          responses: {
            200: { description: "A prediction for each row.", content: json(refer("Predictions")) },
            ...Object.fromEntries([400, 401, 403, 405, 413, 415, 503].map((status) => [status, error])),
          },
        },
      },
      "/v1/model": {
        get: {
          operationId: "model",
          summary: "The model itself.",
          responses: { 200: { description: "The model as JSON.", content: json({ type: "object" }) }, 401: error },
        },
      },
    },
    components: {
      schemas: { Row: rowSchema(model), Predictions: predictionsSchema(model) },
      responses: {
        Error: {
          description: "Why the request was refused.",
          content: json({ type: "object", properties: { error: text }, required: ["error"] }),
        },
      },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        query: { type: "apiKey", in: "query", name: "token" },
      },
    },
  };
}

function rowSchema({ columns, scalers }: Model): Json {
  if (!columns) {
    const { length } = scalers.inputs.scale;
    return { type: "array", items: number, minItems: length, maxItems: length };
  }
  const { inputs } = columns;
  return {
    type: "object",
    properties: Object.fromEntries(inputs.map((column) => [column.name, cellSchema(column)])),
    // A missing cell without a substitute leaves its row without a prediction.
    required: inputs.filter(({ unknown }) => !unknown).map(({ name }) => name),
  };
}

function cellSchema(column: Column): Json {
  const description = column.unknown ? "May be missing: a typical value takes its place." : undefined;
  const described = (schema: Json) => ({ ...schema, ...(description !== undefined && { description }) });
  switch (column.kind) {
    case "number":
      return described({
        type: column.reading === "truth" ? ["boolean", "number", "string", "null"] : ["number", "string", "null"],
      });
    case "category":
      return described({ type: ["string", "number", "boolean", "null"], examples: column.values.slice(0, 10) });
    case "time":
      return described({ type: ["string", "null"], examples: ["2026-11-30"] });
  }
}

function predictionsSchema(model: Model): Json {
  const { classes } = model.columns ?? {};
  const bound = { type: ["number", "null"], description: "Absent without an interval, null if it is infinite." };
  const target = classes
    ? {
        type: "object",
        properties: {
          class: { type: "string", enum: classes },
          probabilities: { type: "object", properties: Object.fromEntries(classes.map((one) => [one, number])) },
          set: { type: "array", items: text, description: "Absent without an interval." },
        },
        required: ["class", "probabilities"],
      }
    : { type: "object", properties: { value: number, low: bound, high: bound }, required: ["value"] };
  return {
    type: "object",
    properties: {
      predictions: {
        type: "array",
        description: "In the order of the rows; null for a row that cannot be predicted.",
        items: {
          type: ["object", "null"],
          properties: Object.fromEntries(targetNames(model).map((name) => [name, target])),
        },
      },
      notes: {
        type: "array",
        items: text,
        description: "What was replaced or clamped, and why rows have no prediction.",
      },
    },
    required: ["predictions", "notes"],
  };
}
