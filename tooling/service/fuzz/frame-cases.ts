/** Random frames: messages in unusual frames, invalid frames, and bytes that are no frames. */
import { defaultLimits } from "@epochal/server";
import { frame, opcodes } from "../raw-socket.ts";
import type { Case, Draw, Outcome } from "./case.ts";

const { messageBytes: LIMIT, startBytes } = defaultLimits;
/** The limit for all messages: clients with the token may start runs, which take more. */
const MAX_BYTES = Math.max(LIMIT, startBytes);
/** Everything that bytes that are not WebSocket frames can lead to. */
const BROKEN: readonly Outcome[] = [1002, 1007, 1008, 1009, 4000, "dropped"];

function binary({ rand, upTo, randomBytes, sample }: Draw): Case {
  const content = rand() < 0.5 ? randomBytes(upTo(200)) : Buffer.from(JSON.stringify(sample()));
  return { kind: "binary message", bytes: frame(opcodes.binary, content), expected: [4000] };
}

function fragments({ rand, upTo, randomBytes }: Draw): Case {
  const whole = Buffer.from(JSON.stringify({ type: "ping", n: upTo(9) }));
  const parts: Buffer[] = [];
  const count = 1 + upTo(12);
  for (let i = 0; i < count; i++) {
    const part = whole.subarray((i * whole.length) / count, ((i + 1) * whole.length) / count);
    parts.push(frame(i === 0 ? opcodes.text : opcodes.continuation, part, i === count - 1));
    if (rand() < 0.2) parts.push(frame(opcodes.ping, randomBytes(upTo(125))));
  }
  const isWhole = rand() < 0.6;
  // The next message then begins in the middle of this one.
  if (!isWhole) parts.splice(parts.length - 1);
  const isEmpty = parts.length === 0;
  return { kind: "fragments", bytes: Buffer.concat(parts), expected: isWhole || isEmpty ? ["open"] : ["open", 1002] };
}

function broken({ upTo, pick, randomBytes }: Draw): Case {
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

/** Closed for its size, or because all clients together send too many bytes in large messages. */
const RECEIVED: readonly Outcome[] = [1009, 4100];

function oversize({ upTo }: Draw): Case {
  const head = Buffer.alloc(14);
  head.set([0x81, 0xff]);
  const tooLong = (bytes: Buffer, expected: readonly Outcome[]): Case => ({ kind: "oversize", bytes, expected });
  switch (upTo(3)) {
    case 0:
      head.writeBigUInt64BE(BigInt(MAX_BYTES + 1 + upTo(1e9)), 2);
      return tooLong(head, [1009]);
    case 1:
      head.writeBigUInt64BE(0xffff_ffff_ffff_ffffn - BigInt(upTo(1e6)), 2);
      return tooLong(head, [1009]);
    case 2: {
      const [begin, end] = ['{"type":"ping","n":1', "}"];
      const parts = [begin, " ".repeat(LIMIT / 2), " ".repeat(LIMIT / 2), end];
      const frames = parts.map((part, k) => {
        const opcode = k === 0 ? opcodes.text : opcodes.continuation;
        return frame(opcode, Buffer.from(part), k === parts.length - 1);
      });
      return tooLong(Buffer.concat(frames), RECEIVED);
    }
    default: {
      const text = JSON.stringify({ type: "ping", n: 1, more: "x".repeat(LIMIT + upTo(1000)) });
      return tooLong(frame(opcodes.text, Buffer.from(text)), RECEIVED);
    }
  }
}

/** An incomplete frame. */
function cutOff({ upTo, sample }: Draw): Case {
  const whole = frame(opcodes.text, Buffer.from(JSON.stringify(sample())));
  return {
    kind: "cut off",
    bytes: whole.subarray(0, upTo(whole.length - 1)),
    disconnects: true,
    expected: ["dropped", 1006],
  };
}

function noise({ upTo, randomBytes }: Draw): Case {
  return { kind: "noise", bytes: randomBytes(1 + upTo(300)), disconnects: true, expected: [...BROKEN, "open"] };
}

export const frameCases: readonly ((draw: Draw) => Case)[] = [binary, fragments, broken, oversize, cutOff, noise];
