import { createDataset, createTrainer, dense, hashSnapshot, snapshotToJson } from "@epochal/core";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  asyncApi,
  closeCodes,
  decodeClientMessage,
  decodeServerMessage,
  messageSchema,
  parseCursor,
} from "../src/index.ts";

const text = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8");
const [client = "", server = ""] = text.slice(text.indexOf("## Client messages")).split("## Server messages");

/** The JSON examples, in blocks and inline. `…` stands for a value that is left out. */
function examples(part: string): string[] {
  const blocks = [...part.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json!);
  const inline = [...part.matchAll(/`(\{ "type"[^`]*\})`/g)].map(([, json]) => json!);
  return [...blocks, ...inline].map((json) => json.replaceAll("…", "run-mwserdmy"));
}

test("every example of a client's message in PROTOCOL.md is valid", () => {
  const found = examples(client);
  expect(new Set(found.map((json) => decodeClientMessage(json).type))).toEqual(
    new Set(["subscribe", "unsubscribe", "ack", "command", "start", "ping"]),
  );
});

test("every type of message a server sends has an example in PROTOCOL.md", () => {
  const types = [...examples(client), ...examples(server)].map((json) => decodeServerMessage(json)?.type);
  const { channels, operations } = asyncApi();
  expect(channels).toHaveProperty("connection");
  const { messages } = operations["tell"] as { messages: { $ref: string }[] };
  for (const { $ref } of messages) expect(types).toContain($ref.split("/").at(-1));
});

test("PROTOCOL.md lists exactly the existing close codes from 4000", () => {
  const listed = [...text.matchAll(/^\| (4\d{3}) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(closeCodes).filter((code) => code >= 4000));
});

test("PROTOCOL.md's grammar of a cursor is that of parseCursor", () => {
  const [, source = ""] = /`\/(\^.*\$)\/`/.exec(text)!;
  const grammar = new RegExp(source);
  const cursors = [
    "4f1c22ab:318",
    "a:0",
    `${"x".repeat(64)}:1`,
    `${"x".repeat(65)}:1`,
    "a:",
    "a b:1",
    "a:1:2",
    "a_-Z:9",
  ];
  for (const cursor of [...cursors, `a:${"9".repeat(15)}`, `a:${"9".repeat(16)}`]) {
    expect({ cursor, is: grammar.test(cursor) }).toEqual({ cursor, is: parseCursor(cursor) !== undefined });
  }
});

const python = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!python)("PROTOCOL.md's Python computes the hash of a snapshot (skipped without Python)", () => {
  const [, code = ""] = /```python\n([\s\S]*?)```/.exec(text)!;
  const trainer = createTrainer(
    {
      network: { inputs: 1, layers: [dense(3, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam" },
      batchSize: 1,
      epochs: 30,
    },
    { train: createDataset([0.1, 0.2, 0.3], [1, 2, 3]) },
  );
  for (const steps of [0, 1, 3, 7]) {
    while (trainer.stepCount < steps) trainer.step();
    const snapshot = trainer.snapshot();
    const program = `${code}\nimport json, sys\nprint(hash_snapshot(json.load(sys.stdin)))`;
    const { stdout, stderr } = spawnSync("python3", ["-c", program], {
      input: JSON.stringify(snapshotToJson(snapshot)),
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({ stdout: `${hashSnapshot(snapshot)}\n`, stderr: "" });
  }
});

test("PROTOCOL.md's interfaces have the fields of the schemas, required and optional", () => {
  const { anyOf } = (messageSchema("events")!["properties"] as { chunk: { anyOf: ObjectSchema[] } }).chunk;
  const schemaOf = (type: string) =>
    (messageSchema(type) ?? anyOf.find(({ properties }) => properties["type"]?.const === type)) as ObjectSchema;
  const interfaces = [...text.matchAll(/^interface \w+ \{\n {2}type: "(\w+)";\n([\s\S]*?)^\}/gm)];
  const chunkTypes = anyOf.flatMap(({ properties }) => properties["type"]?.const ?? []);
  const types = [...Object.keys(asyncApi().components.messages), ...chunkTypes];
  expect(interfaces.map(([, type]) => type).toSorted()).toEqual(types.toSorted());
  for (const [, type, body] of interfaces) {
    const fields = ["type", ...[...body!.matchAll(/^ {2}(\w+\??):/gm)].map(([, field]) => field!)];
    const { properties, required } = schemaOf(type!);
    const expected = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
    expect({ type, fields: fields.toSorted() }).toEqual({ type, fields: expected.toSorted() });
  }
});

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>;
  readonly required: readonly string[];
}
