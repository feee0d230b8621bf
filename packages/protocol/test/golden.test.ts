/** Recorded messages, checked by the decoders and by their JSON Schemas. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  asyncApi,
  decodeClientMessage,
  decodeServerMessage,
  encodeServerMessage,
  messageSchema,
  ProtocolError,
  readServerMessage,
  type ServerMessage,
} from "../src/index.ts";
import { isValid } from "./json-schema.ts";

interface Golden {
  readonly why: string;
  readonly message: { readonly type: string };
  /** The error, if it is not a valid message. */
  readonly error?: string;
  /** Set if JSON Schema cannot express the error. */
  readonly jsonSchema?: "accepts";
}

function read(name: string): Golden[] {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8")) as Golden[];
}

const client = read("client");
const server = [...read("server"), ...read("events")];
const all = [
  ...client.map((golden) => ({ ...golden, decode: decodeClientMessage as (frame: string) => unknown })),
  ...server.map((golden) => ({ ...golden, decode: decodeServerMessage as (frame: string) => unknown })),
];

test.each(all.filter(({ error }) => error === undefined))("$message.type, $why, is valid", ({ message, decode }) => {
  expect(decode(JSON.stringify(message))).toMatchObject({ type: message.type });
  expect(isValid(message, messageSchema(message.type)!)).toBe(true);
});

test.each(all.filter(({ error }) => error !== undefined))(
  "$message.type, $why, is invalid",
  ({ message, error, jsonSchema, decode }) => {
    expect(() => decode(JSON.stringify(message))).toThrow(new ProtocolError(error!));
    expect(isValid(message, messageSchema(message.type)!)).toBe(jsonSchema === "accepts");
  },
);

test.each(server.filter(({ error, why }) => error === undefined && !/later|older/.test(why)))(
  "$message.type, $why, is encoded as it was decoded",
  ({ message }) => {
    const frame = JSON.stringify(message);
    expect(JSON.parse(encodeServerMessage(decodeServerMessage(frame) as ServerMessage))).toEqual(message);
  },
);

test.each(server.filter(({ error }) => error === undefined))(
  "$message.type, $why, is the same without checks",
  ({ message }) => {
    const frame = JSON.stringify(message);
    // Fields of a later version are dropped by the checks only.
    expect({ read: readServerMessage(frame) }).toMatchObject({ read: decodeServerMessage(frame) });
  },
);

test("every type of message has valid and invalid examples", () => {
  const { components } = asyncApi();
  const types = (isOne: boolean) =>
    new Set(all.flatMap(({ message, error }) => (isOne === !error ? [message.type] : [])));
  const expected = new Set(Object.keys(components.messages));
  const place = "in packages/protocol/test/golden: client.json, server.json or events.json";
  expect(types(true), `valid examples, ${place}`).toEqual(expected);
  expect(types(false), `invalid examples, with an "error", ${place}`).toEqual(expected);
});

test("an unknown keyword of a schema is an error", () => {
  expect(() => isValid(1, { multipleOf: 2 })).toThrow('isValid: expected a known keyword, got "multipleOf"');
});
