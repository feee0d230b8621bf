/**
 * Hashes of training states and rows: equal if and only if every bit is equal. SHA-256 over bytes that are simple to
 * reproduce in any language; PROTOCOL.md has ten lines of Python.
 */
import { doublesToBytes, writeDoubles } from "./doubles.ts";
import { encodeUtf8 } from "../formats/utf8.ts";
import { sha256 } from "./sha256.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { Snapshot } from "../training/snapshot.ts";

/**
 * The hash of a training's whole state: 64 hexadecimal digits. The hashed bytes are the line `epochal-snapshot`, then for each
 * number and each vector of the snapshot except `version` the line `name count` and `count` little-endian doubles. A name
 * is the path to the number, such as `settings.learningRate` or `best.parameters`. Names are sorted by code units; lines
 * are UTF-8 and end in `\n`. A single −0 counts as 0, since JSON has no −0; in vectors they differ.
 *
 * @throws TypeError when the snapshot contains something that is neither a number nor a vector.
 */
export function hashSnapshot({ version: _, ...state }: Snapshot): string {
  return hashNumbers("epochal-snapshot", state, "hashSnapshot");
}

/** The hash of all rows of all parts, built the same way after the line `epochal-data`: `test.inputs`, `test.x` … `train.y`. Ignores `columns`. */
export function hashData({ columns: _, ...parts }: TrainingData): string {
  return hashNumbers("epochal-data", parts, "hashData");
}

/** The hash of parameters alone: SHA-256 over their little-endian doubles. −0 counts as 0, as in a model's JSON. */
export function hashParameters(parameters: ArrayLike<number>): string {
  return sha256(doublesToBytes(Float64Array.from(parameters, (value) => value + 0)));
}

interface HashEntry {
  readonly header: Uint8Array;
  readonly numbers: ArrayLike<number>;
}

function hashNumbers(kind: string, value: object, where: string): string {
  const entries: HashEntry[] = [{ header: encodeUtf8(`${kind}\n`), numbers: [] }];
  for (const [name, numbers] of collectNumbers(value, "", where).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    entries.push({ header: encodeUtf8(`${name} ${numbers.length}\n`), numbers });
  }
  const length = entries.reduce((sum, { header, numbers }) => sum + header.length + 8 * numbers.length, 0);
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const { header, numbers } of entries) {
    bytes.set(header, end);
    end = writeDoubles(bytes, end + header.length, numbers);
  }
  return sha256(bytes);
}

/** Every number and vector inside `value`, with its path. */
function collectNumbers(value: object, path: string, where: string): [name: string, numbers: ArrayLike<number>][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = `${path}${key}`;
    if (inner === undefined) return [];
    if (typeof inner === "number") return [[name, [inner + 0]]];
    if (inner instanceof Float64Array || inner instanceof Float32Array) return [[name, inner]];
    if (typeof inner === "object" && inner !== null) return collectNumbers(inner, `${name}.`, where);
    throw new TypeError(`${where}: expected a number or a vector as ${name}, got ${JSON.stringify(inner)}`);
  });
}
