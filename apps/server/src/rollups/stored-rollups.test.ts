import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { epochs, notice } from "../../test/kit/scripted-subscription.ts";
import { addUpEvents } from "./add-up-events.ts";
import { createRollupIndex } from "./rollup-index.ts";
import { createStoredRollups } from "./stored-rollups.ts";

const stored: readonly EventChunk[] = [notice(1), epochs(2, 5000), notice(5001), epochs(5002, 9000)];

/** Two chunks a page, the first of which may begin before the page. */
const readPage = (_run: string, after: number) =>
  Promise.resolve(
    stored.filter((chunk) => chunk.seq + ("loss" in chunk ? chunk.loss.length : 1) - 1 > after).slice(0, 2),
  );

function start(read: (run: string, after: number) => Promise<EventChunk[]> = readPage) {
  const done: string[] = [];
  const waits = new Map<string, () => void>();
  const addUp = (run: string, head: number) => addUpEvents(read, run, head);
  const rollups = createStoredRollups(addUp, (run) => {
    done.push(run);
    waits.get(run)?.();
  });
  const until = (run: string) => new Promise<void>((resolve) => waits.set(run, resolve));
  return { done, rollups, until };
}

test("the sums of a stored run are those of its events, added up once", async () => {
  const { rollups, until, done } = start();
  const expected = createRollupIndex();
  for (const chunk of stored) expected.add(chunk);
  expect(rollups.get("a")).toBeUndefined();
  expect([rollups.load("a", 9000), rollups.load("a", 9000)]).toEqual([true, true]);
  await until("a");
  const found = rollups.get("a")!;
  expect([found.head, found.nextOther(1), found.newest]).toEqual([9000, 5001, expected.newest]);
  const sums = (index: typeof found) => index.parts(0, 9000).map((part) => part.toJSON());
  expect(sums(found)).toEqual(sums(expected));
  expect(rollups.load("a", 9000)).toBe(false);
  expect(done).toEqual(["a"]);
});

test("a run that cannot be read has no sums, and is not tried again", async () => {
  for (const read of [() => Promise.reject(new Error("no disk")), () => Promise.resolve([])]) {
    const { rollups, until } = start(read);
    expect(rollups.load("a", 9000)).toBe(true);
    await until("a");
    expect([rollups.get("a"), rollups.load("a", 9000)]).toEqual([undefined, false]);
  }
});

test("runs are added up one at a time, and the sums of the newest sixteen are kept", async () => {
  let [active, most] = [0, 0];
  const { rollups, until, done } = start(async (run, after) => {
    most = Math.max(most, ++active);
    const page = await readPage(run, after);
    active -= 1;
    return page;
  });
  const runs = Array.from({ length: 17 }, (_, i) => `r${i}`);
  for (const run of runs) expect(rollups.load(run, 9000)).toBe(true);
  await until("r16");
  expect([most, done]).toEqual([1, runs]);
  expect([rollups.get("r0"), rollups.get("r16")?.head]).toEqual([undefined, 9000]);
});

test("a run that is deleted while it is added up has no sums", async () => {
  const { rollups, until } = start();
  rollups.load("a", 9000);
  rollups.forget("a");
  await until("a");
  expect(rollups.get("a")).toBeUndefined();
});
