/** Hostile values for the fields of messages, and sample messages made from the schemas that the server publishes. */
import type { asyncApi } from "@epochal/protocol";

/** The parts of JSON Schema that our document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly items?: Schema;
}

/** As JSON text, since some of them exist only there. */
export const hostileValues: readonly string[] = [
  ..."null true 0 -0 -1 1.5 1e308 1e999 -1e999 1e-400 9007199254740993".split(" "),
  "9".repeat(5000),
  `0.${"3".repeat(5000)}`,
  ...`"" "latest" "*" "__proto__" "constructor" "../../../etc/passwd" "%00%2e" "a:999999999999999" "a:-1"`.split(" "),
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"' + "\u{1F4A5}".repeat(32) + '"',
  '"' + "x".repeat(65) + '"',
  '"' + "x".repeat(20_000) + '"',
  ...`[] {} [[[[]]]] {"type":"ping"} {"length":5} {"__proto__":{"type":"stop"}} ["start"]`.split(" "),
  '{"toString":1,"valueOf":2}',
];

type Document = ReturnType<typeof asyncApi>;

/** The schemas of the messages that a client sends, by type. */
export function clientMessages(document: Document): Record<string, Schema> {
  const { schemas } = document.components as unknown as { readonly schemas: Record<string, Schema> };
  const { hear } = document.operations as unknown as {
    readonly hear: { readonly messages: readonly { $ref: string }[] };
  };
  const names = hear.messages.map(({ $ref }) => $ref.split("/").at(-1)!);
  return Object.fromEntries(names.map((name) => [name, schemas[name]!]));
}

/** The alternatives of a schema of the document, such as `Command`; none for an unknown schema. */
export function alternatives(document: Document, name: string): readonly Schema[] {
  const { schemas } = document.components as unknown as { readonly schemas: Record<string, Schema> };
  const { anyOf, oneOf } = schemas[name] ?? {};
  return anyOf ?? oneOf ?? [];
}

/** A value that fits a schema. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sampleOf(first);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sampleOf(inner)]));
    case "array":
      return [];
    case "boolean":
      return true;
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case undefined:
    default:
      return schema.pattern?.includes("live") ? "live" : "nobody";
  }
}

/** The message with each of its fields replaced by each hostile value, and removed. */
export function* corruptions(sample: object): Generator<string> {
  for (const key of Object.keys(sample)) {
    for (const value of [undefined, ...hostileValues]) yield withValue(sample, key, value);
  }
}

/** The JSON of an object with one value replaced by JSON text, or removed if undefined. */
export function withValue(sample: object, key: string, value: string | undefined): string {
  const fields = Object.entries(sample).flatMap(([name, held]) => {
    const text = name === key ? value : JSON.stringify(held);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join()}}`;
}
