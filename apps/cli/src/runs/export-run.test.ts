import type { RunRecord } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { exportRun } from "./export-run.ts";

const epochs = (seq: number, epoch: number, loss: number[], validationLoss?: number[]): EventChunk => ({
  type: "epochs",
  seq,
  time: 1000 + seq,
  epoch,
  loss: Float64Array.from(loss),
  ...(validationLoss && { validationLoss: Float64Array.from(validationLoss) }),
  learningRate: Float64Array.from(loss, () => 0.1),
  gradientNorm: Float64Array.from(loss, (value) => value / 4),
});
const chunks: EventChunk[] = [
  { type: "noticed", seq: 1, time: 1001, epoch: 0, text: "look, a comma" },
  epochs(2, 1, [3, 1e-7], [0.1, 2]),
  epochs(4, 3, [0.3]),
];

/** A reader with one chunk a page, and the positions it was asked for. */
function createReader(stored = chunks) {
  const asked: number[] = [];
  const reader = {
    async read(_run: string, after: number) {
      asked.push(after);
      return stored.filter((chunk) => lastSeq(chunk) > after).slice(0, 1);
    },
  };
  return { reader, asked };
}

async function collect(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

const run = { id: "a", head: 4 } as RunRecord;

test("the table of epochs has a line for each, with all digits; a missing value is empty", async () => {
  expect(await collect(exportRun(createReader().reader, run, "csv"))).toBe(
    `epoch,time,loss,validationLoss,learningRate,gradientNorm
1,1002,3,0.1,0.1,0.75
2,1002,1e-7,2,0.1,2.5e-8
3,1004,0.3,,0.1,0.075
`,
  );
});

test("every event is a line of JSON", async () => {
  const lines = (await collect(exportRun(createReader().reader, run, "ndjson"))).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    chunks[0],
    {
      type: "epoch",
      seq: 2,
      time: 1002,
      epoch: 1,
      loss: 3,
      validationLoss: 0.1,
      learningRate: 0.1,
      gradientNorm: 0.75,
    },
    {
      type: "epoch",
      seq: 3,
      time: 1002,
      epoch: 2,
      loss: 1e-7,
      validationLoss: 2,
      learningRate: 0.1,
      gradientNorm: 2.5e-8,
    },
    { type: "epoch", seq: 4, time: 1004, epoch: 3, loss: 0.3, learningRate: 0.1, gradientNorm: 0.075 },
  ]);
});

test("pages are read on demand", async () => {
  const { reader, asked } = createReader();
  const parts = exportRun(reader, run, "ndjson");
  await parts.next();
  expect(asked).toEqual([0]);
  await parts.next();
  expect(asked).toEqual([0, 1]);
});

test("a run that is deleted during the export is reported", async () => {
  const { reader } = createReader(chunks.slice(0, 1));
  await expect(collect(exportRun(reader, run, "csv"))).rejects.toThrow("a: this run was deleted during the export");
});
