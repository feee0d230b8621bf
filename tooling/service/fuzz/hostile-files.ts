/** Hostile files: valid ones of each kind with a change, and built attacks. */
import type { Random } from "@epochal/core";
import { deflateRawSync, gzipSync } from "node:zlib";
import { createDraw, type Draw } from "./case.ts";
import { hostileValues, withValue } from "./hostile-values.ts";

export type FileKind = "store" | "checkpoint" | "model" | "safetensors" | "table";

export interface HostileFile {
  readonly kind: FileKind;
  /** What was done to it. */
  readonly change: string;
  readonly bytes: Buffer;
}

/** Files that were built to harm. */
const attacks: Readonly<Record<FileKind, readonly (() => Buffer)[]>> = {
  store: [() => Buffer.from("SQLite format 3\0"), () => Buffer.alloc(1_000_000, 0xff)],
  checkpoint: jsonAttacks('"spec":'),
  model: jsonAttacks('"network":'),
  safetensors: [
    // A header of 2⁶² bytes, one that names more than the file has, and one with inherited names.
    () => Buffer.concat([sizeBytes(2n ** 62n), Buffer.from("{}")]),
    () => tensors('{"W":{"dtype":"F64","shape":[1000000000,1000000000],"data_offsets":[0,8000000000000000000]}}'),
    () => tensors('{"__proto__":{"dtype":"F64","shape":[-1],"data_offsets":[8,0]}}'),
  ],
  table: [
    () => Buffer.from('"'.repeat(5_000_001)),
    () => Buffer.from(",".repeat(200_000) + "\n" + ",".repeat(200_000)),
    () => Buffer.from("a,y\n" + "9".repeat(1_000_000) + ",1\n"),
    () => Buffer.from("__proto__,constructor,y\n" + "1,2,3\n".repeat(50)),
    () => Buffer.from("\ud800\u0000,y\r1,2\r"),
    // 256 MB of one letter in 256 KB.
    () => gzipSync(Buffer.alloc(2 ** 28, "a")),
    () => Buffer.concat([gzipSync("a,y\n"), deflateRawSync(Buffer.alloc(1000))]),
    () => Buffer.from("[".repeat(1_000_000)),
  ],
};

function jsonAttacks(field: string): (() => Buffer)[] {
  return [
    () => Buffer.from("[".repeat(2_000_000)),
    () => Buffer.from(`{${field}${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`),
    () => Buffer.from(`{${field}{"__proto__":{"units":1e9}}}`),
    () => Buffer.from(`{${field}"${"A".repeat(20_000_000)}"}`),
  ];
}

function sizeBytes(size: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(size);
  return bytes;
}

const tensors = (header: string) => Buffer.concat([sizeBytes(BigInt(header.length)), Buffer.from(header)]);

/**
 * @param valid one file of each kind.
 * @returns a function that returns the next hostile file: first the built attacks, then changed files for ever.
 */
export function createHostileFiles(valid: Readonly<Record<FileKind, Buffer>>, random: Random): () => HostileFile {
  const draw = createDraw(random, []);
  const kinds = Object.keys(valid) as FileKind[];
  const built = kinds.flatMap((kind) => attacks[kind].map((build, i) => ({ kind, change: `attack ${i + 1}`, build })));
  let next = 0;
  return () => {
    const i = next++;
    const attack = built[i];
    if (attack) return { kind: attack.kind, change: attack.change, bytes: attack.build() };
    const kind = kinds[i % kinds.length]!;
    const change = draw.pick(Object.keys(changes));
    return { kind, change, bytes: changes[change]!(valid[kind], draw) };
  };
}

const changes: Readonly<Record<string, (valid: Buffer, draw: Draw) => Buffer>> = {
  "other bytes"(valid, { upTo }) {
    const bytes = Buffer.from(valid);
    for (let i = 0; i <= upTo(20); i++) bytes[upTo(bytes.length - 1)] = upTo(255);
    return bytes;
  },
  "cut off": (valid, { upTo }) => valid.subarray(0, upTo(valid.length)),
  "bytes more"(valid, { upTo, randomBytes }) {
    const at = upTo(valid.length);
    return Buffer.concat([valid.subarray(0, at), randomBytes(1 + upTo(200)), valid.subarray(at)]);
  },
  "a part twice"(valid, { upTo }) {
    const from = upTo(valid.length - 1);
    const to = from + upTo(valid.length - from);
    return Buffer.concat([valid.subarray(0, to), valid.subarray(from)]);
  },
  /** JSON gets it at any depth; another file gets one number of four bytes. */
  "a hostile value"(valid, { pick, upTo }) {
    const bytes = Buffer.from(valid);
    if (bytes[0] === 0x7b) return Buffer.from(withHostileValue(bytes.toString(), pick));
    if (bytes.length > 4) bytes.writeUInt32BE(pick([0, 1, 0x7fffffff, 0xffffffff]), upTo(bytes.length - 4));
    return bytes;
  },
};

/** JSON with a hostile value in the place of one of its own, a level deeper with each draw. */
function withHostileValue(json: string, pick: Draw["pick"]): string {
  const object = JSON.parse(json) as Record<string, unknown>;
  const key = pick(Object.keys(object));
  const inner = object[key];
  const goesOn =
    typeof inner === "object" && inner !== null && Object.keys(inner).length > 0 && pick([true, true, false]);
  const value = goesOn && !Array.isArray(inner) ? withHostileValue(JSON.stringify(inner), pick) : pick(hostileValues);
  return withValue(object, key, value);
}
