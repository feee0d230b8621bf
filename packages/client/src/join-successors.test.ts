import type { GapMessage } from "@epochal/protocol";
import { eventsOf, type EpochChunk, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { from, lastValueFrom, toArray } from "rxjs";
import { expect, test } from "vitest";
import { joinSuccessors } from "./join-successors.ts";

const started = (run: string, epoch?: number) =>
  ({ type: "started", seq: 1, time: 0, run, ...(epoch !== undefined && { from: { epoch } }) }) as unknown as EventChunk;

function epochs(seq: number, first: number, last: number): EventChunk {
  const column = Float64Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const columns = { loss: column, learningRate: column, gradientNorm: column };
  return { type: "epochs", seq, time: 0, epoch: first, ...columns } as EpochChunk;
}

const other = (type: "snapshot" | "noticed", seq: number, epoch: number) =>
  ({ type, seq, time: 0, epoch }) as unknown as EventChunk;
const commanded = (seq: number, epoch: number, command: object, outcome = "applied") =>
  ({ type: "commanded", seq, time: 0, command, outcome, epoch, step: epoch }) as unknown as EventChunk;

const gap = (first: number, last: number, types: Record<string, number> = {}): GapMessage => ({
  type: "gap",
  run: "a",
  from: 0,
  to: 0,
  reason: "sampled",
  types,
  rollup: { epoch: { min: first, max: last, mean: (first + last) / 2, last, count: last - first + 1 } },
});

/** The events and gaps that are left, in words. */
async function join(...items: (EventChunk | GapMessage)[]): Promise<string> {
  const joined = await lastValueFrom(from(items).pipe(joinSuccessors(), toArray()));
  const textOf = (event: TrainingEvent) => ("epoch" in event ? String(event.epoch) : event.type);
  return joined.flatMap((item) => (item.type === "gap" ? [gapText(item)] : [...eventsOf(item)].map(textOf))).join(" ");
}

function gapText({ rollup }: GapMessage): string {
  const { min, max } = rollup!["epoch"]!;
  return `${min}-${max}`;
}

test("an epoch is there once, however many successors repeat it", async () => {
  const first = [started("a"), epochs(2, 1, 5)];
  expect(await join(...first, started("b", 2), epochs(2, 3, 4), epochs(4, 5, 7))).toBe("started 1 2 3 4 5 6 7");
  expect(await join(...first, started("b", 2), epochs(2, 3, 4), started("c", 2), epochs(2, 3, 6))).toBe(
    "started 1 2 3 4 5 6",
  );
  expect(await join(...first, started("b"), epochs(2, 1, 6))).toBe("started 1 2 3 4 5 6");
  expect(await join(...first, started("b", 5), epochs(2, 6, 6))).toBe("started 1 2 3 4 5 6");
});

test("a gap of epochs that were received is removed, and one that reaches beyond them is kept", async () => {
  const first = [started("a"), gap(1, 4), epochs(6, 5, 5)];
  expect(await join(...first, started("b", 2), gap(3, 4), epochs(4, 5, 7))).toBe("started 1-4 5 6 7");
  expect(await join(...first, started("b", 2), gap(3, 8), epochs(8, 9, 9))).toBe("started 1-4 5 3-8 9");
  expect(await join(gap(1, 4, { started: 1 }), epochs(6, 5, 5), started("b", 2), epochs(2, 3, 6))).toBe("1-4 5 6");
});

test("snapshots and notices are there once, too", async () => {
  const chunks = [started("a"), other("snapshot", 2, 0), epochs(3, 1, 3), other("noticed", 6, 3)];
  const repeated = [started("b", 0), other("snapshot", 2, 0), epochs(3, 1, 3), other("noticed", 6, 3), epochs(7, 4, 4)];
  expect(await join(...chunks, ...repeated, other("snapshot", 8, 4))).toBe("started 0 1 2 3 3 4 4");
});

test("a run that was resumed before it was watched is unchanged", async () => {
  expect(await join(started("b", 2), other("snapshot", 2, 2), epochs(3, 3, 4))).toBe("started 2 3 4");
});

test("epochs that a command changes are new", async () => {
  const first = [started("a"), epochs(2, 1, 5), started("b", 2)];
  const set = commanded(3, 3, { type: "set", learningRate: 1 });
  const rewind = commanded(3, 1, { type: "rewind", epoch: 1 });
  const refused = commanded(3, 3, { type: "rewind", epoch: 9 }, "refused");
  expect(await join(...first, epochs(2, 3, 3), set, epochs(4, 4, 6))).toBe("started 1 2 3 4 5 3 4 5 6");
  expect(await join(...first, epochs(2, 3, 3), set, started("c", 3), epochs(2, 4, 6))).toBe(
    "started 1 2 3 4 5 3 4 5 6",
  );
  expect(await join(...first, epochs(2, 3, 3), rewind, epochs(4, 2, 4))).toBe("started 1 2 3 4 5 1 2 3 4");
  expect(await join(...first, epochs(2, 3, 3), refused, epochs(4, 4, 6))).toBe("started 1 2 3 4 5 3 6");
});

test("a command that changes only the pace changes no epoch", async () => {
  const pace = commanded(3, 3, { type: "set", epochsPerSecond: 0, by: "Ada" });
  expect(await join(started("a"), epochs(2, 1, 5), started("b", 2), epochs(2, 3, 3), pace, epochs(4, 4, 6))).toBe(
    "started 1 2 3 4 5 3 6",
  );
});

test("an epoch that was rewound before the interruption counts as not received", async () => {
  const rewind = commanded(7, 2, { type: "rewind", epoch: 2 });
  const chunks = [started("a"), epochs(2, 1, 5), rewind, epochs(8, 3, 3), started("b", 2), epochs(2, 3, 4)];
  expect(await join(...chunks)).toBe("started 1 2 3 4 5 2 3 4");
});
