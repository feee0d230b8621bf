import type { RunRecord, TakenRun } from "@epochal/log";
import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { data, spec } from "../../test/kit/fixtures.ts";
import { defaultLimits } from "../limits.ts";
import { createJobRunner, type JobRunnerContext } from "./job-runner.ts";

/** A runner that trains run `a`; what it does with the job is recorded. */
async function trainRun() {
  const runs = [{ id: "a", status: "queued" } as RunRecord];
  const calls: string[] = [];
  const job: TakenRun = {
    run: "a",
    done: async () => void calls.push("done"),
    release: (delayMs = 0) => void calls.push(`released for ${delayMs} ms`),
    forget: () => void calls.push("forgotten"),
  };
  const started = Promise.withResolvers<void>();
  const waiting = [job];
  const context = {
    jobs: { take: () => Promise.resolve(waiting.pop()) },
    maxRuns: 2,
    log: {
      run: (id: string) => runs.find((run) => run.id === id),
      runs: () => runs.toReversed(),
      training: () => Promise.resolve({ name: "a", spec, data }),
    },
    canStore: () => true,
    hub: { queue: { remove() {} } },
    registry: { startStored() {} },
    limits: defaultLimits,
    memory: { fits: () => true },
    clock: createFakeClock(),
    onNotice(text: string) {
      calls.push(text);
      started.resolve();
    },
  } as unknown as JobRunnerContext;
  const runner = createJobRunner(context);
  await started.promise;
  return { runner, runs, calls };
}

test.each([
  ["released, if no process continues it", [], "released for 1000 ms"],
  ["forgotten, if another process continues it", [{ id: "a_2", resumes: "a" }], "forgotten"],
])("the job of a run that others have interrupted is %s", async (_, others, end) => {
  const { runner, runs, calls } = await trainRun();
  runs[0] = { ...runs[0]!, status: "interrupted" };
  runs.push(...(others as unknown as RunRecord[]));
  runner.failed("a", new RangeError("log.append: expected a running run"), "storeRefused");
  runner.ended("a");
  expect(calls).toEqual(["a: started", "a: stopped here: another process has taken it over", end]);
});
