import { expect, test } from "vitest";
import { data, spec } from "../../../test/kit/fixtures.ts";
import { createFakeClock } from "../../../test/kit/fake-clock.ts";
import { defaultLimits } from "../../limits.ts";
import { createTrainingResolver, type FindTraining } from "./resolve-training.ts";

const limits = { ...defaultLimits, trialStartMs: 30_000 };
const request = { type: "table", table: "a.csv", target: "y" } as const;

test("a table that is not read in time is given up, and the next one is read", async () => {
  const clock = createFakeClock();
  const signals: AbortSignal[] = [];
  const findTraining: FindTraining = (_, signal) => {
    signals.push(signal);
    return signals.length === 1 ? new Promise(() => {}) : Promise.resolve({ name: "a.csv", spec, data });
  };
  const resolver = createTrainingResolver({ findTraining, clock, limits });
  const stuck = resolver.resolve(request);
  clock.advance(29_999);
  expect(signals[0]!.aborted).toBe(false);
  clock.advance(1);
  expect(await stuck).toEqual({
    code: "badTraining",
    reason: "the table was not read within 30 s; use a smaller one",
    retry: false,
  });
  expect(signals[0]!.aborted).toBe(true);
  expect(await resolver.resolve(request)).toMatchObject({ name: "a.csv" });
  clock.advance(30_000);
  expect(signals[1]!.aborted).toBe(false);
});

test("a server that shuts down gives up the table that is read, and reads no other", async () => {
  let calls = 0;
  const findTraining: FindTraining = () => {
    calls += 1;
    return new Promise(() => {});
  };
  const resolver = createTrainingResolver({ findTraining, clock: createFakeClock(), limits });
  const reading = resolver.resolve(request);
  resolver.close();
  const refused = { code: "failed", reason: "the server is shutting down", retry: true };
  expect([await reading, await resolver.resolve(request), calls]).toEqual([refused, refused, 1]);
});
