import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromSafetensors, toSafetensors } from "../src/index.ts";
import { drawnModel, drawnRows } from "./models.ts";
import { mutated, rejectionOf } from "./mutations.ts";

type Header = Record<string, unknown> & { readonly __metadata__: Record<string, string> };

const models = [drawnModel({ activation: "tanh", members: 2, shortcut: true }), drawnModel({ activation: "relu" })];
const files = models.flatMap((model) => [toSafetensors(model), toSafetensors(model, { dtype: "F32" })]);

function headerOf(file: Uint8Array): Header {
  const length = Number(Buffer.from(file).readBigUInt64LE(0));
  return JSON.parse(Buffer.from(file).toString("utf8", 8, 8 + length)) as Header;
}

/** A file with different text as its header, before the same tensors. */
function withHeader(file: Uint8Array, text: string): Uint8Array {
  const old = Number(Buffer.from(file).readBigUInt64LE(0));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text), file.subarray(8 + old)]);
}

/** Reads a file and uses its model; returns the error message if it was rejected. */
function rejectionOfFile(file: Uint8Array): string | undefined {
  return rejectionOf(() => {
    const model = fromSafetensors(file);
    expect(rejectionOf(() => model.predictAll(drawnRows())) ?? "predict: ").toMatch(/^predict: /);
    expect(JSON.stringify(fromSafetensors(toSafetensors(model)))).toBe(JSON.stringify(model));
  });
}

const oneLine = /^(fromSafetensors|parseModel): (layer \d+: )?[^\p{C}]{1,400}$/u;
const passed = "fromSafetensors: passed";

test("a file with flipped bits, lost bytes or inserted bytes is read or rejected in one line", () => {
  let rejections = 0;
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...files), flips, fc.nat(), fc.integer({ min: -9, max: 9 }), (file, bits, at, size) => {
      // Most flips in the header, which is shorter than the tensors.
      const flipped = Buffer.from(file);
      for (const [i, mask] of bits) flipped[i % (i % 3 === 0 ? flipped.length : 400)] ^= mask;
      const middle = at % file.length;
      const inserted = Buffer.alloc(Math.max(0, size), at);
      const changed = Buffer.concat([
        flipped.subarray(0, middle),
        inserted,
        flipped.subarray(middle + Math.max(0, -size)),
      ]);
      const rejection = rejectionOfFile(changed);
      expect(rejection ?? passed).toMatch(oneLine);
      if (rejection !== undefined) rejections += 1;
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(rejections).toBeGreaterThan(333);
});

test("a file cut off anywhere is rejected in one line", () => {
  for (const file of files)
    for (let length = 0; length < file.length; length += 7)
      expect(rejectionOfFile(file.subarray(0, length))).toMatch(oneLine);
});

test("a file with a mutated header or metadata is read or rejected in one line", () => {
  const headers = files.map(headerOf);
  fc.assert(
    fc.property(mutated(headers), fc.constantFrom(...files), (header, file) => {
      expect(rejectionOfFile(withHeader(file, JSON.stringify(header))) ?? passed).toMatch(oneLine);
    }),
    { numRuns: 500, seed: 1 },
  );
  const parts = headers.map(({ __metadata__: { network, scalers } }) => ({
    network: JSON.parse(network) as unknown,
    scalers: JSON.parse(scalers) as unknown,
  }));
  fc.assert(
    fc.property(mutated(parts), fc.constantFrom(...files), (changed, file) => {
      const { __metadata__: metadata, ...tensors } = headerOf(file);
      const texts = Object.entries(changed as object).map(([name, value]) => [name, JSON.stringify(value)]);
      const header = { ...tensors, __metadata__: { ...metadata, ...(Object.fromEntries(texts) as object) } };
      expect(rejectionOfFile(withHeader(file, JSON.stringify(header))) ?? passed).toMatch(oneLine);
    }),
    { numRuns: 500, seed: 1 },
  );
});

describe("a hostile file is rejected", () => {
  const [file] = files;
  const header = headerOf(file);
  const [first, second] = Object.keys(header).filter((name) => name.endsWith("layers.0.weights"));
  const changed = (changes: object) => withHeader(file, JSON.stringify({ ...header, ...changes }));
  const tensor = header[second] as object;
  const { network } = header.__metadata__;
  const metadata = (changes: object) => changed({ __metadata__: { ...header.__metadata__, ...changes } });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "two tensors in the same bytes",
      changed({ [second]: header[first] }),
      /got "member.0.layers.0.weights" and "member.1/,
    ],
    [
      "a name twice",
      withHeader(file, JSON.stringify(header).replace("{", `{"${second}":{},`)),
      /each name of the header once/,
    ],
    ["positions as text", changed({ [second]: { ...tensor, data_offsets: ["0", "8"] } }), /got bytes "0" to "8"$/],
    ["three positions", changed({ [second]: { ...tensor, data_offsets: [0, 8, 8] } }), /got bytes NaN to NaN$/],
    [
      "a type of a prototype",
      changed({ [second]: { ...tensor, dtype: "constructor" } }),
      /one of F32, F64, got "constructor"$/,
    ],
    [
      "metadata that are not text",
      metadata({ network: JSON.parse(network) as object }),
      /"network" to be text, got an object$/,
    ],
    [
      "deep metadata",
      metadata({ network: "[".repeat(1e6) }),
      /^fromSafetensors: metadata "network": expected JSON at most 64/,
    ],
    [
      "a network of a million members",
      metadata({ network: network.replace('"members":2', '"members":1000000') }),
      /at most 256 members/,
    ],
    [
      "a network of 1e9 units",
      metadata({ network: network.replace('"units":5', '"units":1000000000') }),
      /at most 1000000000 parameters/,
    ],
  ])("%s", (_, bytes, message) => {
    expect(rejectionOfFile(bytes)).toMatch(message);
  });

  test("anything but bytes", () => {
    for (const value of [undefined, null, "abc", {}, [1, 2], new ArrayBuffer(8)])
      expect(rejectionOfFile(value as never)).toMatch(/^fromSafetensors: expected a Uint8Array, got /);
  });

  test("a header of many MB is decoded at once, whatever characters it has", () => {
    const text = `{"${"aä€😀".repeat(5e5)}":1}`;
    expect(rejectionOfFile(withHeader(file, text))).toMatch(/^fromSafetensors: expected metadata/);
  });
});
