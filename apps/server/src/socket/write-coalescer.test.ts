import { expect, test } from "vitest";
import { createWriteCoalescer, type WritableWire } from "./write-coalescer.ts";

test("writes of one turn leave at its end, with one uncork per socket", async () => {
  const calls: string[] = [];
  const wireOf = (name: string): WritableWire => ({
    cork: () => calls.push(`cork ${name}`),
    uncork: () => calls.push(`uncork ${name}`),
    writableLength: 0,
    write: () => true,
  });
  const [holdA, holdB] = ["a", "b"].map((name) => createWriteCoalescer(wireOf(name)));
  holdA!();
  holdB!();
  holdA!();
  expect(calls).toEqual(["cork a", "cork b"]);
  await new Promise((resolve) => process.nextTick(resolve));
  expect(calls.splice(0)).toEqual(["cork a", "cork b", "uncork a", "uncork b"]);
  holdB!();
  await new Promise((resolve) => process.nextTick(resolve));
  expect(calls).toEqual(["cork b", "uncork b"]);
});
