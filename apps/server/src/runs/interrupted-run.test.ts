import type { EventLog } from "@epochal/log";
import { startRun } from "@epochal/stream";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { data, spec } from "../../test/kit/fixtures.ts";
import type { Hub } from "../hub.ts";
import { readInterrupted } from "./interrupted-run.ts";

/** The chunks of a run until its process died, in an epoch after a snapshot. */
function chunksOfRun(): EventChunk[] {
  const clock = createFakeClock({ tickMs: 1 });
  const run = startRun({ ...spec, epochs: 100 }, data, { id: "a", clock, snapshotEveryMs: 20 });
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  clock.settle();
  return chunks.slice(0, -2);
}

/** Reads the state of the run from these chunks, and the positions after which they were read. */
async function readFrom(chunks: readonly EventChunk[], resumesAt?: number) {
  const reads: number[] = [];
  const log = {
    async read(_run: string, after: number, limit = 64) {
      reads.push(after);
      return chunks.filter((chunk) => lastSeq(chunk) > after).slice(0, limit);
    },
    training: async () => ({ name: "a", spec, data, ...(resumesAt !== undefined && { resumesAt }) }),
    run: () => undefined,
  } as unknown as EventLog;
  const hub = { find: () => ({ id: "a", status: "interrupted" }) } as unknown as Hub;
  return { read: await readInterrupted(hub, log, "a"), reads };
}

test("a run without commands is resumed from its first event and what follows its newest snapshot, with the same state", async () => {
  const chunks = chunksOfRun();
  const snapshots = chunks.filter((chunk) => chunk.type === "snapshot");
  expect(snapshots.length).toBeGreaterThan(2);
  const { seq } = snapshots.at(-1)!;
  const whole = await readFrom(chunks);
  const short = await readFrom(chunks, seq);
  expect(short.read).toEqual(whole.read);
  expect(short.read.state.from).toEqual(snapshots.at(-1)!.snapshot);
  expect(whole.reads[0]).toBe(0);
  expect(short.reads.slice(0, 2)).toEqual([0, seq - 1]);
});
