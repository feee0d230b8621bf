import { expect, test } from "vitest";
import { asyncApi, messageSchema } from "./async-api.ts";
import { clientSchemas } from "./messages/client-schemas.ts";
import { serverSchemas } from "./messages/server-schemas.ts";

const document = asyncApi("localhost:8080");

/** Every object in a value, with its path. */
function* objectsIn(value: unknown, path = "#"): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${key.replaceAll("/", "~1")}`);
}

test("the server receives the messages of clients and sends those of servers", () => {
  const typesOf = (name: string) =>
    (document.operations[name] as { messages: { $ref: string }[] }).messages.map(({ $ref }) => $ref.split("/").at(-1));
  expect(typesOf("hear")).toEqual(Object.keys(clientSchemas));
  expect(typesOf("tell")).toEqual(Object.keys(serverSchemas));
});

test("every reference in the document can be resolved", () => {
  const objects = new Map(objectsIn(document));
  const references = [...objects.values()].flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((reference) => !objects.has(reference))).toEqual([]);
});

test("every field of every message has a description", () => {
  const silent = Object.entries(document.components.schemas).flatMap(([type, schema]) => {
    const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Record<string, unknown>>);
    return properties
      .filter(([name, { description }]) => name !== "type" && name !== "chunk" && !description)
      .map(([name]) => `${type}.${name}`);
  });
  expect(silent).toEqual([]);
});

test("the document names servers only if the host is known", () => {
  const host = "localhost:8080";
  expect(document.servers).toMatchObject({ here: { host, protocol: "ws" }, http: { host, protocol: "http" } });
  expect(asyncApi(host, true).servers).toMatchObject({
    here: { host, protocol: "wss" },
    http: { host, protocol: "https" },
  });
  expect(asyncApi()).not.toHaveProperty("servers");
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test("the document says how a client sends its token, in each of two ways", () => {
  const security = [{ $ref: "#/components/securitySchemes/bearer" }, { $ref: "#/components/securitySchemes/query" }];
  expect(document.servers).toMatchObject({ here: { security }, http: { security } });
  expect(document.components.securitySchemes).toMatchObject({
    bearer: { type: "http", scheme: "bearer" },
    query: { type: "httpApiKey", in: "query", name: "token" },
  });
});

test("the document has the parameters of addresses, with the schemas of the fields of subscribe", () => {
  const { properties } = messageSchema("subscribe") as { properties: Record<string, object> };
  const { after, mode, every, perSecond, allUpTo, window } = properties;
  expect(document.channels["watch"]).toMatchObject({
    bindings: { ws: { query: { properties: { after, mode, every, perSecond, allUpTo, window } } } },
  });
  expect(document.operations["tellInResponse"]).toMatchObject({
    bindings: { http: { query: { properties: { after, mode, every, perSecond, allUpTo, follow: {}, limit: {} } } } },
  });
});

test("the document says that a server always gives a refusal a code, and clients do without", () => {
  expect(document.components.schemas["refused"]!["required"]).toEqual(["type", "id", "reason", "code", "retry"]);
  expect(messageSchema("refused")!["required"]).toEqual(["type", "id", "reason"]);
});

test("an unknown message has no schema", () => {
  expect(messageSchema("toString")).toBeUndefined();
});
