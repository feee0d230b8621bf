import { expect, test } from "vitest";
import { createWriteCoalescer, type WritableWire } from "./write-coalescer.ts";

test("what is written in one turn leaves when it is over, each socket once", async () => {
  const story: string[] = [];
  const wireOf = (name: string): WritableWire => ({
    cork: () => story.push(`cork ${name}`),
    uncork: () => story.push(`uncork ${name}`),
    writableLength: 0,
    write: () => true,
  });
  const [holdA, holdB] = ["a", "b"].map((name) => createWriteCoalescer(wireOf(name)));
  holdA!();
  holdB!();
  holdA!();
  expect(story).toEqual(["cork a", "cork b"]);
  await new Promise((resolve) => process.nextTick(resolve));
  expect(story.splice(0)).toEqual(["cork a", "cork b", "uncork a", "uncork b"]);
  holdB!();
  await new Promise((resolve) => process.nextTick(resolve));
  expect(story).toEqual(["cork b", "uncork b"]);
});
