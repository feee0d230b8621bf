/** The bytes that hostile and broken clients send, and how the server may react. */
import type { Random } from "@epochal/core";
import { defaultLimits } from "@epochal/server";
import { frame, opcodes } from "../raw-socket.ts";
import { alternatives, clientMessages, hostileValues, sampleOf, corruptions, withValue } from "./hostile-values.ts";
import type { asyncApi } from "@epochal/protocol";

/** The state of a connection after a case: open (the next `ping` gets its `pong`), closed with a code, or dropped without one. */
export type Outcome = "open" | "dropped" | number;

export interface Case {
  readonly kind: string;
  readonly bytes: Buffer;
  /** The client closes the connection after sending it. */
  readonly disconnects?: true;
  readonly expected: readonly Outcome[];
}

const { messageBytes: LIMIT, startBytes } = defaultLimits;
/** The limit for all messages: clients with the token may start runs, which take more. */
const MAX_BYTES = Math.max(LIMIT, startBytes);
/** A message that is invalid, or valid by chance. */
const EITHER: readonly Outcome[] = ["open", 4000];
/** Everything that bytes that are not WebSocket frames can lead to. */
const BROKEN: readonly Outcome[] = [1002, 1007, 1008, 1009, 4000, "dropped"];

/** @returns a function that returns the next case: first each field of each message with each hostile value, then random cases. */
export function createCases(document: ReturnType<typeof asyncApi>, random: Random): () => Case {
  const samples = Object.values(clientMessages(document)).map((schema) => sampleOf(schema) as Record<string, unknown>);
  const fields = allFields(document, samples);
  const makers = [
    garbage,
    truncated,
    nested,
    prototypes,
    mutated,
    pairs,
    binary,
    fragments,
    broken,
    oversize,
    cutOff,
    bytes,
    harmless,
  ];

  const upTo = (max: number) => Math.floor(random.rand() * (max + 1));
  const pick = <Item>(list: readonly Item[]): Item => list[upTo(list.length - 1)]!;
  const randomBytes = (length: number) => Buffer.from(Array.from({ length }, () => upTo(255)));
  const text = (kind: string, content: string, expected: readonly Outcome[] = EITHER): Case => ({
    kind,
    bytes: frame(opcodes.text, Buffer.from(content)),
    expected,
  });
  const valid = () => JSON.stringify(pick(samples));

  function garbage(): Case {
    const words = ["{", "}", "[", "null", '"', "\u{1F600}", "\\", "type", "ping", " ", "\u2028", "-", "1e9", "NaN"];
    return text("garbage", Array.from({ length: upTo(40) }, () => pick(words)).join(""));
  }

  function truncated(): Case {
    const whole = valid();
    return text("truncated JSON", whole.slice(0, upTo(whole.length - 1)), [4000]);
  }

  function nested(): Case {
    const depth = 1 + upTo(9000);
    const [open, close] = pick([
      ["[", "]"],
      ['{"a":', "}"],
      ['{"type":', "}"],
    ] as const);
    const inner = pick(["1", '"ping"', ""]);
    const ends = close.repeat(random.rand() < 0.7 ? depth : upTo(depth));
    return text("deep nesting", `${open.repeat(depth)}${inner}${ends}`.slice(0, LIMIT), [4000]);
  }

  function prototypes(): Case {
    const key = pick(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "then"]);
    const value = pick(hostileValues);
    const whole = valid();
    const changed = random.rand() < 0.3 ? `{"type":"${key}"}` : `{"${key}":${value},${whole.slice(1)}`;
    return text("prototype keys", changed);
  }

  /** Some bytes of a message changed, removed or inserted: it may no longer be valid UTF-8. */
  function mutated(): Case {
    const content = [...Buffer.from(valid())];
    for (let n = 1 + upTo(4); n > 0; n--)
      content.splice(upTo(content.length), upTo(2), ...(random.rand() < 0.7 ? [upTo(255)] : []));
    return { kind: "mutated bytes", bytes: frame(opcodes.text, Buffer.from(content)), expected: [...EITHER, 1007] };
  }

  /** Two wrong fields in a message. */
  function pairs(): Case {
    const sample = pick(samples);
    const [a, b] = [pick(Object.keys(sample)), pick(Object.keys(sample))];
    const once = JSON.parse(
      withValue(sample, a, JSON.stringify(pick(["", 0, null, [], {}, "start", -1, 1.5]))),
    ) as object;
    return text("wrong fields", withValue(once, b, pick(hostileValues)));
  }

  function binary(): Case {
    const content = random.rand() < 0.5 ? randomBytes(upTo(200)) : Buffer.from(valid());
    return { kind: "binary message", bytes: frame(opcodes.binary, content), expected: [4000] };
  }

  function fragments(): Case {
    const whole = Buffer.from(JSON.stringify({ type: "ping", n: upTo(9) }));
    const parts: Buffer[] = [];
    const count = 1 + upTo(12);
    for (let i = 0; i < count; i++) {
      const part = whole.subarray((i * whole.length) / count, ((i + 1) * whole.length) / count);
      parts.push(frame(i === 0 ? opcodes.text : opcodes.continuation, part, i === count - 1));
      if (random.rand() < 0.2) parts.push(frame(opcodes.ping, randomBytes(upTo(125))));
    }
    const isWhole = random.rand() < 0.6;
    // The next message then begins in the middle of this one.
    if (!isWhole) parts.splice(parts.length - 1);
    const isEmpty = parts.length === 0;
    return {
      kind: "fragments",
      bytes: Buffer.concat(parts),
      expected: isWhole || isEmpty ? ["open"] : ["open", 1002],
    };
  }

  function broken(): Case {
    const payload = randomBytes(upTo(60));
    const corrupt = (change: (bytes: Buffer) => void, opcode: number = opcodes.text) => {
      const bytes = frame(opcode, payload);
      change(bytes);
      return bytes;
    };
    const frames: (() => Buffer)[] = [
      () => corrupt((all) => (all[0]! |= pick([0x10, 0x20, 0x40]))),
      () => corrupt(() => {}, pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])),
      () => corrupt((all) => (all[1]! &= 0x7f)),
      () => corrupt((all) => (all[0]! &= 0x7f), opcodes.ping),
      () => frame(opcodes.ping, randomBytes(126 + upTo(500))),
      () => frame(opcodes.continuation, payload),
      () => frame(opcodes.close, Buffer.of(3)),
      () => frame(opcodes.close, Buffer.of(0, pick([0, 200]))),
      () => frame(opcodes.close, Buffer.of(3, pick([0xec, 0xed, 0xee, 0xf7]))),
    ];
    return { kind: "broken frame", bytes: pick(frames)(), expected: [1002] };
  }

  function oversize(): Case {
    const head = Buffer.alloc(14);
    head.set([0x81, 0xff]);
    switch (upTo(3)) {
      case 0:
        head.writeBigUInt64BE(BigInt(MAX_BYTES + 1 + upTo(1e9)), 2);
        return { kind: "oversize", bytes: head, expected: [1009] };
      case 1:
        head.writeBigUInt64BE(0xffff_ffff_ffff_ffffn - BigInt(upTo(1e6)), 2);
        return { kind: "oversize", bytes: head, expected: [1009] };
      case 2: {
        const [begin, end] = ['{"type":"ping","n":1', "}"];
        const parts = [begin, " ".repeat(LIMIT / 2), " ".repeat(LIMIT / 2), end];
        const frames = parts.map((part, k) => {
          const opcode = k === 0 ? opcodes.text : opcodes.continuation;
          return frame(opcode, Buffer.from(part), k === parts.length - 1);
        });
        return { kind: "oversize", bytes: Buffer.concat(frames), expected: [1009] };
      }
      default: {
        const text = JSON.stringify({ type: "ping", n: 1, more: "x".repeat(LIMIT + upTo(1000)) });
        return { kind: "oversize", bytes: frame(opcodes.text, Buffer.from(text)), expected: [1009] };
      }
    }
  }

  /** An incomplete frame. */
  function cutOff(): Case {
    const whole = frame(opcodes.text, Buffer.from(valid()));
    return {
      kind: "cut off",
      bytes: whole.subarray(0, upTo(whole.length - 1)),
      disconnects: true,
      expected: ["dropped", 1006],
    };
  }

  function bytes(): Case {
    return { kind: "noise", bytes: randomBytes(1 + upTo(300)), disconnects: true, expected: [...BROKEN, "open"] };
  }

  function harmless(): Case {
    return text("harmless", JSON.stringify({ type: "ping", n: upTo(1e6), more: pick(["", null, [1]]) }), ["open"]);
  }

  return () => {
    const next = fields.next();
    return next.done ? pick(makers)() : text("wrong field", next.value);
  };
}

function* allFields(
  document: ReturnType<typeof asyncApi>,
  samples: readonly Record<string, unknown>[],
): Generator<string> {
  for (const sample of samples) yield* corruptions(sample);
  const inner = { command: alternatives(document, "Command"), training: alternatives(document, "Training") };
  for (const [field, schemas] of Object.entries(inner)) {
    const outer = samples.find((sample) => field in sample);
    if (!outer) continue;
    for (const schema of schemas)
      for (const text of corruptions(sampleOf(schema) as object)) yield withValue(outer, field, text);
  }
}
