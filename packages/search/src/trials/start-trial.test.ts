import type { Snapshot } from "@epochal/core";
import { exampleTraining } from "@epochal/data";
import { readRecording, verifyRun, type EventChunk } from "@epochal/stream";
import { hashSnapshot } from "@epochal/core";
import { lastValueFrom, toArray } from "rxjs";
import { expect, test } from "vitest";
import { startTrial, type TrialPart } from "./start-trial.ts";

const { spec: longSpec, data } = exampleTraining("sine");
const spec = { ...longSpec, epochs: 12 };

async function trainPart(part: TrialPart) {
  const { run, result$ } = startTrial(spec, data, part);
  const chunks: EventChunk[] = [];
  run.chunks$.subscribe((chunk) => chunks.push(chunk));
  return { result: await lastValueFrom(result$), chunks };
}

const hashOf = (state: Snapshot | undefined) => hashSnapshot(state!);

test("a training in parts ends with the bits of the whole, and each part can be verified", async () => {
  const whole = await trainPart({ epochs: 12 });
  const first = await trainPart({ epochs: 4 });
  expect(first.result).toMatchObject({ epoch: 4, isEnded: false });
  const second = await trainPart({ epochs: 9, from: first.result.state! });
  const third = await trainPart({ epochs: 12, from: second.result.state! });
  expect(hashOf(third.result.state)).toBe(hashOf(whole.result.state));
  expect(third.result).toMatchObject({ epoch: 12, isEnded: true, loss: whole.result.loss });
  for (const { chunks } of [first, second, third]) {
    expect(verifyRun(chunks, data).difference).toBeUndefined();
    expect(readRecording(chunks).epoch).toBe((chunks.at(-1) as { epoch: number }).epoch);
  }
});

test("a run that is stopped before its epochs has no result", async () => {
  const { run, result$ } = startTrial({ ...spec, epochs: 1_000_000 }, data, { epochs: 900_000 });
  run.command({ type: "stop" });
  expect(await lastValueFrom(result$.pipe(toArray()))).toEqual([]);
});

test("a trial that stops early before its epochs has ended", async () => {
  const stopping = [{ type: "patience", epochs: 1 }] as const;
  const hasty = { ...spec, epochs: 200, optimizer: { type: "adam", learningRate: 0.5 } as const, stopping };
  const { result$ } = startTrial(hasty, data, { epochs: 150 });
  const result = await lastValueFrom(result$);
  expect(result.isEnded).toBe(true);
  expect(result.epoch).toBeLessThan(150);
});

test("a trial that diverges has an infinite loss", async () => {
  const wild = { ...spec, optimizer: { type: "gradientDescent", learningRate: 1e300 } as const };
  const { result$ } = startTrial(wild, data, { epochs: 4 });
  expect(await lastValueFrom(result$)).toMatchObject({ loss: Infinity, isEnded: true });
});
