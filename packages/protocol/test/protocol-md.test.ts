import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { closeCodes, decodeClientMessage, decodeServerMessage, parseCursor } from "../src/index.ts";

const text = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8");
const [client = "", server = ""] = text
  .slice(text.indexOf("## What the client sends"))
  .split("## What the server sends");

/** JSON examples, in blocks and in lines; those with … are shortened for the reader. */
function examples(part: string): string[] {
  const blocks = [...part.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json!);
  const inline = [...part.matchAll(/`(\{ "type"[^`]*\})`/g)].map(([, json]) => json!);
  return [...blocks, ...inline].map((json) => json.replaceAll("…", "run-mwserdmy"));
}

test("every example of a client's message in PROTOCOL.md is one", () => {
  const found = examples(client).filter((json) => !json.includes('"pong"'));
  expect(new Set(found.map((json) => decodeClientMessage(json).type))).toEqual(
    new Set(["subscribe", "unsubscribe", "ping"]),
  );
});

test("every type of message a server sends has an example in PROTOCOL.md", () => {
  const types = [...examples(client), ...examples(server)].map((json) => decodeServerMessage(json)?.type);
  for (const type of ["hello", "subscribed", "events", "gap", "caughtUp", "end", "error", "heartbeat", "pong"]) {
    expect(types).toContain(type);
  }
});

test("PROTOCOL.md speaks of no close code of ours that is not there", () => {
  const told = [...text.matchAll(/^\| (4\d{3}) \|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(closeCodes).filter((code) => code >= 4000));
});

test("PROTOCOL.md's grammar of a cursor is the one that is understood", () => {
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
