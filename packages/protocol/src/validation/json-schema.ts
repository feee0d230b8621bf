/** Schemas for programs: JSON Schema, draft 7. */
import { toJsonSchema } from "@valibot/to-json-schema";
import type { Schema } from "./fields.ts";

/** A JSON Schema, draft 7, as AsyncAPI uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of what a receiver accepts: unknown fields are allowed, since receivers ignore them. */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  // That a text is well-formed and a number is finite cannot be expressed: errors of the conversion are ignored.
  const { $schema: _, ...json } = toJsonSchema(schema, { target: "draft-07", typeMode: "output", errorMode: "ignore" });
  return json;
}
