import { describe, expect, test } from "vitest";
import { createEventBuffer, type EventBuffer } from "./event-buffer.ts";
import { lastSeq, type EpochChunk, type EventChunk, type SnapshotEvent } from "../events/index.ts";

function epochs(first: number, count: number): EpochChunk {
  const column = Float64Array.from({ length: count }, (_, i) => first + i);
  return {
    type: "epochs",
    seq: first,
    time: 7,
    epoch: first,
    loss: column,
    validationLoss: column.map((value) => value / 2),
    learningRate: column,
    gradientNorm: column,
  };
}

function snapshot(seq: number): SnapshotEvent {
  const vector = new Float64Array(100);
  return { type: "snapshot", seq, snapshot: { parameters: vector, memory: vector } } as unknown as SnapshotEvent;
}

/** Everything that a late subscriber receives. */
function allOf(buffer: EventBuffer): EventChunk[] {
  const chunks: EventChunk[] = [];
  for (let chunk = buffer.after(0); chunk; chunk = buffer.after(lastSeq(chunk))) chunks.push(chunk);
  return chunks;
}

describe("an event buffer", () => {
  test("returns every chunk unchanged while there is room", () => {
    const buffer = createEventBuffer({ maxEpochs: 100 });
    const pushed = [epochs(1, 40), { type: "noticed", seq: 41, time: 0, epoch: 40, text: "" } as const, epochs(42, 58)];
    for (const chunk of pushed) buffer.push(chunk);
    expect(allOf(buffer)).toEqual(pushed);
    expect(buffer.after(41)).toBe(pushed[2]);
    expect(buffer.after(99)).toBeUndefined();
  });

  test("thins the older of many epochs, and keeps the newest and all other events", () => {
    const buffer = createEventBuffer({ maxEpochs: 1000 });
    const notice = { type: "noticed", seq: 501, time: 0, epoch: 500, text: "look" } as const;
    for (let seq = 1; seq < 500; seq += 10) buffer.push(epochs(seq, 10));
    buffer.push(notice);
    for (let seq = 502; seq < 100_000; seq += 10) buffer.push(epochs(seq, 10));
    const left = allOf(buffer);
    const numbers = left.flatMap((chunk) => (chunk.type === "epochs" ? Array.from(chunk.loss) : []));
    expect(numbers.length).toBeLessThanOrEqual(1000);
    expect(numbers.length).toBeGreaterThan(400);
    expect(numbers.slice(-100)).toEqual(Array.from({ length: 100 }, (_, i) => 100_001 - 99 + i));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(left).toContain(notice);
    for (const chunk of left) {
      if (chunk.type !== "epochs") continue;
      expect(chunk).toMatchObject({ seq: chunk.loss[0], epoch: chunk.loss[0], time: 7 });
      expect(chunk.validationLoss![0]).toBe(chunk.loss[0]! / 2);
    }
  });

  test("thins epochs that arrived one by one", () => {
    const buffer = createEventBuffer({ maxEpochs: 1000 });
    for (let seq = 1; seq <= 10_000; seq++) buffer.push(epochs(seq, 1));
    const numbers = allOf(buffer).map(({ seq }) => seq);
    expect(numbers.length).toBeGreaterThan(400);
    expect(numbers.length).toBeLessThanOrEqual(1000);
    const older = numbers.filter((seq) => seq <= 9500);
    expect(older.length).toBeGreaterThan(100);
    expect(Math.min(...older)).toBeLessThan(8500);
    expect(numbers.at(-1)).toBe(10_000);
  });

  test.each([1, 2, 3, 6, 20, 60])("thins epochs that arrived %i at a time between snapshots evenly", (count) => {
    const buffer = createEventBuffer({ maxEpochs: 1000 });
    let seq = 1;
    for (let epoch = 1; epoch <= 2400; epoch += count) {
      buffer.push({ ...epochs(epoch, count), seq });
      buffer.push(snapshot(seq + count));
      seq += count + 1;
    }
    const numbers = allOf(buffer).flatMap((chunk) => (chunk.type === "epochs" ? Array.from(chunk.loss) : []));
    expect(numbers.length).toBeLessThanOrEqual(1000);
    expect(numbers.at(-1)).toBe(2400);
    // They were thinned four times.
    expect(numbers.filter((epoch, i) => epoch - (numbers[i - 1] ?? 0) > 16)).toEqual([]);
  });

  test("keeps the newest of too many snapshots", () => {
    const buffer = createEventBuffer({ maxSnapshotBytes: 20_000 });
    for (let seq = 1; seq <= 200; seq++) buffer.push(snapshot(seq));
    const left = allOf(buffer).map(({ seq }) => seq);
    expect(left.length).toBeLessThanOrEqual(13);
    expect(left.at(-1)).toBe(200);
    expect(left[0]).toBeLessThan(100);
  });

  test("keeps the newest refused commands, and all applied ones", () => {
    const buffer = createEventBuffer();
    const outcome = (seq: number) => (seq % 10 === 0 ? "applied" : "refused");
    for (let seq = 1; seq <= 10_000; seq++) {
      buffer.push({
        type: "commanded",
        seq,
        time: 0,
        command: { type: "resume" },
        outcome: outcome(seq),
        epoch: 0,
        step: 0,
      });
    }
    const [applied, refused] = ["applied", "refused"].map((which) =>
      allOf(buffer).filter(({ seq }) => outcome(seq) === which),
    );
    expect(applied).toHaveLength(1000);
    expect(refused!.length).toBeLessThanOrEqual(1000);
    expect(refused!.slice(-450).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 500 }, (_, i) => 9501 + i).filter((seq) => outcome(seq) === "refused"),
    );
  });
});
