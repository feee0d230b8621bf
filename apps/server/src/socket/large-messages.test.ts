import type { ProtocolError } from "@epochal/protocol";
import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { defaultLimits } from "../limits.ts";
import { createLargeMessages } from "./large-messages.ts";

const MIB = 1024 * 1024;

/** A client, and the codes with which it was closed. */
function createClient() {
  const codes: number[] = [];
  return { codes, close: ({ code }: ProtocolError) => void codes.push(code) };
}

test("the client whose incomplete message has begun first makes room", () => {
  const { hold } = createLargeMessages(defaultLimits, createFakeClock());
  const [first, second, third] = [createClient(), createClient(), createClient()];
  hold(4 * MIB, first.close);
  hold(8 * MIB, second.close);
  hold(8 * MIB, third.close);
  expect([first.codes, second.codes, third.codes]).toEqual([[4100], [], []]);
  hold(0, second.close);
  hold(16 * MIB, third.close);
  hold(1, first.close);
  expect([first.codes, second.codes, third.codes]).toEqual([[4100], [], [4100]]);
});

test("all clients together share a rate of bytes in large messages; small ones do not count", () => {
  const clock = createFakeClock();
  const { count } = createLargeMessages(defaultLimits, clock);
  for (let i = 0; i < 4; i++) count(4 * MIB);
  count(64 * 1024);
  expect(() => count(64 * 1024 + 1)).toThrow(/at most 4194304 bytes a second/);
  clock.advance(1000);
  count(4 * MIB);
});
