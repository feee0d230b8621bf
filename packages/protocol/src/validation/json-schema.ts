/** Schemas for programs: JSON Schema, draft 7. */
import type { Schema } from "./schema.ts";

/** A JSON Schema, draft 7, as AsyncAPI uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of what a receiver accepts: unknown fields are allowed, since receivers ignore them. */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  const { description } = schema;
  return { ...contentOf(schema), ...(description !== undefined && { description }) };
}

function contentOf(schema: Schema): JsonSchema {
  switch (schema.kind) {
    case "any":
      return {};
    case "flag":
      return { type: "boolean" };
    case "text": {
      const { minLength, maxLength, pattern } = schema;
      return present({ type: "string", minLength, maxLength, pattern });
    }
    case "number": {
      const { isWhole = false, minimum, above, maximum = isWhole ? Number.MAX_SAFE_INTEGER : undefined } = schema;
      return present({ type: isWhole ? "integer" : "number", minimum, exclusiveMinimum: above, maximum });
    }
    case "choice": {
      const { values } = schema;
      return { type: "string", ...(values.length === 1 ? { const: values[0] } : { enum: values }) };
    }
    case "list":
      return present({ type: "array", minItems: schema.minLength, items: jsonSchemaOf(schema.item) });
    case "record":
      return {
        type: "object",
        propertyNames: { type: "string" },
        additionalProperties: jsonSchemaOf(schema.value),
      };
    case "union":
      return { anyOf: schema.options.map(jsonSchemaOf) };
    case "optional":
      return jsonSchemaOf(schema.inner);
    case "object": {
      const fields = Object.entries(schema.fields);
      const required = fields.flatMap(([name, { kind }]) => (kind === "optional" ? [] : [name]));
      return present({
        type: "object",
        properties: Object.fromEntries(fields.map(([name, field]) => [name, jsonSchemaOf(field)])),
        required: required.length > 0 ? required : undefined,
        additionalProperties: schema.rest && jsonSchemaOf(schema.rest),
      });
    }
  }
}

function present(fields: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
