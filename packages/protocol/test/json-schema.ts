/**
 * A small JSON Schema validator (draft 7), independent of the library that generates the schemas. It knows the keywords that the
 * schemas use, and throws at any other, so that nothing passes unchecked.
 */
type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** By keyword: whether a value satisfies it. */
const keywords: Readonly<Record<string, (value: unknown, wanted: never, schema: Schema) => boolean>> = {
  type: (value, wanted: string) => isOfType(value, wanted),
  const: (value, wanted: unknown) => value === wanted,
  enum: (value, wanted: readonly unknown[]) => wanted.includes(value),
  minimum: (value, wanted: number) => typeof value !== "number" || value >= wanted,
  maximum: (value, wanted: number) => typeof value !== "number" || value <= wanted,
  exclusiveMinimum: (value, wanted: number) => typeof value !== "number" || value > wanted,
  minLength: (value, wanted: number) => typeof value !== "string" || lengthOf(value) >= wanted,
  maxLength: (value, wanted: number) => typeof value !== "string" || lengthOf(value) <= wanted,
  pattern: (value, wanted: string) => typeof value !== "string" || new RegExp(wanted, "u").test(value),
  minItems: (value, wanted: number) => !Array.isArray(value) || value.length >= wanted,
  items: (value, wanted: Schema) => !Array.isArray(value) || value.every((item) => isValid(item, wanted)),
  required: (value, wanted: readonly string[]) =>
    !isObject(value) || wanted.every((name) => Object.hasOwn(value, name)),
  properties: (value, wanted: Record<string, Schema>) =>
    !isObject(value) ||
    Object.entries(wanted).every(([name, schema]) => !Object.hasOwn(value, name) || isValid(value[name], schema)),
  additionalProperties: (value, wanted: Schema | boolean, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(([name, inner]) => Object.hasOwn(properties as object, name) || isValid(inner, wanted)),
  propertyNames: (value, wanted: Schema) =>
    !isObject(value) || Object.keys(value).every((name) => isValid(name, wanted)),
  anyOf: (value, wanted: readonly Schema[]) => wanted.some((schema) => isValid(value, schema)),
  description: () => true,
};

export function isValid(value: unknown, schema: Schema | boolean): boolean {
  if (typeof schema === "boolean") return schema;
  return Object.entries(schema).every(([keyword, wanted]) => {
    const holds = keywords[keyword];
    if (!holds) throw new Error(`isValid: expected a known keyword, got "${keyword}"`);
    return holds(value, wanted as never, schema);
  });
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** The length in code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
