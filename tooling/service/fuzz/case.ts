/** A case of the fuzz test: the bytes that a client sends, and how the server may react. */
import type { Random } from "@epochal/core";
import { frame, opcodes } from "../raw-socket.ts";

/** The state of a connection after a case: open (the next `ping` gets its `pong`), closed with a code, or dropped without one. */
export type Outcome = "open" | "dropped" | number;

export interface Case {
  readonly kind: string;
  readonly bytes: Buffer;
  /** The client closes the connection after sending it. */
  readonly disconnects?: true;
  readonly expected: readonly Outcome[];
}

/** A message that is invalid, or valid by chance. */
export const EITHER: readonly Outcome[] = ["open", 4000];

/** Random choices. */
export interface Draw {
  /** A number from 0 to below 1. */
  readonly rand: () => number;
  /** An integer from 0 to `max`. */
  readonly upTo: (max: number) => number;
  readonly pick: <Item>(list: readonly Item[]) => Item;
  readonly randomBytes: (length: number) => Buffer;
  /** A valid message. */
  readonly sample: () => Record<string, unknown>;
}

export function createDraw(random: Random, samples: readonly Record<string, unknown>[]): Draw {
  const rand = () => random.rand();
  const upTo = (max: number) => Math.floor(rand() * (max + 1));
  const pick = <Item>(list: readonly Item[]): Item => list[upTo(list.length - 1)]!;
  const randomBytes = (length: number) => Buffer.from(Array.from({ length }, () => upTo(255)));
  return { rand, upTo, pick, randomBytes, sample: () => pick(samples) };
}

export function textCase(kind: string, content: string, expected: readonly Outcome[] = EITHER): Case {
  return { kind, bytes: frame(opcodes.text, Buffer.from(content)), expected };
}
