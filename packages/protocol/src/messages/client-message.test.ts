import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeClientMessage, type ClientMessage } from "./client-message.ts";
import { encodeClientMessage } from "./encode-client-message.ts";
import { ProtocolError } from "../close-codes.ts";

test.each<ClientMessage>([
  { type: "subscribe", id: "a", run: "latest" },
  { type: "subscribe", id: "a", run: "run-1", after: "4f1c22ab:318" },
  { type: "subscribe", id: "a", run: "run-1", mode: "sampled", every: 10, perSecond: 0.5, allUpTo: 10, window: 256 },
  { type: "unsubscribe", id: "a" },
  { type: "ack", run: "run-1", seq: 318 },
  { type: "command", id: "1", run: "latest", command: { type: "step", epochs: 3 }, key: "k" },
  { type: "ping", n: 7 },
])("a client's %o is decoded as it was encoded", (message) => {
  expect(decodeClientMessage(encodeClientMessage(message))).toEqual(message);
});

test("unknown fields are ignored", () => {
  expect(decodeClientMessage('{"type":"ping","n":1,"colour":"blue"}')).toEqual({ type: "ping", n: 1 });
});

test.each([
  ["garbage", 'decodeClientMessage: expected a JSON object, got "garbage"'],
  ["[]", "decodeClientMessage: expected a JSON object with a type, got a list"],
  ["null", "decodeClientMessage: expected a JSON object with a type, got null"],
  [
    '{"type":"hello"}',
    'decodeClientMessage: expected type "subscribe", "unsubscribe", "ack", "command", "start", "ping", got "hello"',
  ],
  [
    '{"type":"toString"}',
    'decodeClientMessage: expected type "subscribe", "unsubscribe", "ack", "command", "start", "ping", got "toString"',
  ],
  ['{"type":"subscribe","run":"a"}', "decodeClientMessage: expected id of subscribe to be a string, got nothing"],
  [
    '{"type":["ping"]}',
    'decodeClientMessage: expected type "subscribe", "unsubscribe", "ack", "command", "start", "ping", got a list',
  ],
  [
    '{"type":"subscribe","id":"","run":"a"}',
    'decodeClientMessage: expected id of subscribe to be a string of 1 to 64 characters, got ""',
  ],
  [
    `{"type":"unsubscribe","id":"${"x".repeat(65)}"}`,
    `decodeClientMessage: expected id of unsubscribe to be a string of 1 to 64 characters, got "${"x".repeat(30)}…"`,
  ],
  [
    String.raw`{"type":"subscribe","id":"a","run":"\ud800"}`,
    String.raw`decodeClientMessage: expected run of subscribe to be well-formed Unicode without U+0000, got "\ud800"`,
  ],
  [
    String.raw`{"type":"command","id":"a","run":"a","command":{"type":"stop"},"key":"k\udfff"}`,
    String.raw`decodeClientMessage: expected key of command to be well-formed Unicode without U+0000, got "k\udfff"`,
  ],
  ['{"type":"ping","n":1e999}', "decodeClientMessage: expected n of ping to be a number, got Infinity"],
  ['{"type":"ping","n":"7"}', 'decodeClientMessage: expected n of ping to be a number, got "7"'],
  [
    '{"type":"subscribe","id":"a","run":"a","mode":"some"}',
    'decodeClientMessage: expected mode of subscribe to be "all", "latest" or "sampled", got "some"',
  ],
  [
    '{"type":"subscribe","id":"a","run":"a","window":0}',
    "decodeClientMessage: expected window of subscribe to be a whole number ≥ 1, got 0",
  ],
  [
    '{"type":"subscribe","id":"a","run":"a","perSecond":0}',
    "decodeClientMessage: expected perSecond of subscribe to be a number > 0 and ≤ 1000, got 0",
  ],
  [
    '{"type":"command","id":"a","run":"a","command":"stop","key":"k"}',
    'decodeClientMessage: expected command of command to be an object, got "stop"',
  ],
  [
    '{"type":"subscribe","id":"a","run":"a","after":"now"}',
    'decodeClientMessage: expected after of subscribe to be "start", "live" or a cursor such as "4f1c22ab:318", got "now"',
  ],
])("%s is rejected in one line with the close code 4000", (frame, message) => {
  expect(() => decodeClientMessage(frame)).toThrow(new ProtocolError(message));
});

test.each(["type", "id", "run", "after", "n"])("a deeply nested %s is rejected in one line", (field) => {
  const depth = 32_000;
  const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const good = field === "n" ? { type: "ping" } : { type: "subscribe", id: "a", run: "a" };
  const frame = JSON.stringify({ ...good, [field]: "DEEP" }).replace('"DEEP"', deep);
  expect(() => decodeClientMessage(frame)).toThrow(ProtocolError);
  expect(() => decodeClientMessage(frame)).toThrow("expected JSON at most 64 levels deep");
});

test("any frame is a message or a ProtocolError", () => {
  const attempt = (frame: string) => {
    try {
      return typeof decodeClientMessage(frame).type === "string";
    } catch (error) {
      return error instanceof ProtocolError && error.code === 4000;
    }
  };
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"type":"subscribe","id":${json}}`),
      ),
      attempt,
    ),
  );
});
