import { expect, test } from "vitest";
import { createExtraFrameCounter } from "./extra-frame-counter.ts";

/** A masked frame whose payload would look like fragments. */
function frame(first: number, length: number): Buffer {
  const extended = length < 126 ? Buffer.alloc(0) : Buffer.alloc(length < 65536 ? 2 : 8);
  if (extended.length === 2) extended.writeUInt16BE(length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(length));
  const marker = extended.length === 0 ? length : extended.length === 2 ? 126 : 127;
  return Buffer.concat([Buffer.of(first, 0x80 | marker), extended, Buffer.alloc(4), Buffer.alloc(length, 0)]);
}

const [text, firstFragment, continuation, lastFragment, ping] = [0x81, 0x01, 0x00, 0x80, 0x89] as const;

test("fragments and control frames are counted, whole messages are not, however the bytes are cut", () => {
  const bytes = Buffer.concat([
    frame(text, 3),
    frame(firstFragment, 0),
    frame(ping, 125),
    frame(continuation, 126),
    frame(continuation, 70_000),
    frame(lastFragment, 1),
    frame(text, 65_535),
    frame(text, 0),
  ]);
  for (const size of [1, 2, 7, 64, 1000, bytes.length]) {
    const { count } = createExtraFrameCounter();
    let total = 0;
    for (let i = 0; i < bytes.length; i += size) total += count(bytes.subarray(i, i + size));
    expect([size, total]).toEqual([size, 5]);
  }
});

test("an incomplete message is held, with what each of its fragments costs; control frames in it are not", () => {
  const counter = createExtraFrameCounter();
  const heldAfter = (...frames: Buffer[]) => {
    counter.count(Buffer.concat(frames));
    return counter.heldBytes;
  };
  expect(heldAfter(frame(text, 70_000))).toBe(0);
  expect(heldAfter(frame(text, 70_000).subarray(0, 60_014))).toBe(60_004);
  expect(heldAfter(Buffer.alloc(10_000), frame(firstFragment, 1))).toBe(205);
  expect(heldAfter(frame(ping, 125), frame(continuation, 1))).toBe(410);
  expect(heldAfter(frame(lastFragment, 1))).toBe(0);
});
