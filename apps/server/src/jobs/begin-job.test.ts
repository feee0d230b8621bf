import type { RunRecord, TakenRun } from "@epochal/log";
import { expect, test } from "vitest";
import { data, spec } from "../../test/kit/fixtures.ts";
import { defaultLimits } from "../limits.ts";
import { beginJob, type HeldRuns, type JobContext } from "./begin-job.ts";

/** Begins the job of the interrupted run `a`, whose continuation is refused; `others` are stored meanwhile by another worker. */
async function continueRun(others: readonly RunRecord[], held: HeldRuns = new Map()) {
  const runs = [{ id: "a", status: "interrupted", epoch: 3 } as RunRecord];
  const calls: string[] = [];
  const job: TakenRun = {
    run: "a",
    done: async () => void calls.push("done"),
    release: (delayMs = 0) => void calls.push(`released for ${delayMs} ms`),
    forget: () => void calls.push("forgotten"),
  };
  const context = {
    log: { run: (id: string) => runs.find((run) => run.id === id), runs: () => runs.toReversed() },
    failRun: async (id: string) => void calls.push(`${id} has failed`),
    canStore: () => true,
    registry: {
      resume() {
        runs.push(...others);
        throw new RangeError('serve: the run id "a_2" is in use');
      },
    },
    onNotice() {},
  } as unknown as JobContext;
  await beginJob(context, held, job);
  return calls;
}

const running = { id: "a_2", resumes: "a", status: "running" } as RunRecord;

test.each([
  ["fails if its run cannot be continued", [], ["a has failed", "done"]],
  ["is offered again if another worker continues its run first", [running], ["released for 1000 ms"]],
])("a job %s", async (_, others, calls) => {
  expect(await continueRun(others)).toEqual(calls);
});

test("a job that is offered twice does not disturb the run that this worker holds", async () => {
  const held: HeldRuns = new Map([["a_2", { job: {} as TakenRun }]]);
  expect(await continueRun([], held)).toEqual(["released for 1000 ms"]);
  expect([...held.keys()]).toEqual(["a_2"]);
});

test.each([
  [false, ["released for 1000 ms"]],
  [true, ["started"]],
])("a queued run begins if it fits beside the others, and is offered again if not: %s", async (fits, expected) => {
  const calls: string[] = [];
  const run = { id: "a", status: "queued" } as RunRecord;
  const context = {
    log: { run: () => run, runs: () => [run], training: () => Promise.resolve({ name: "a", spec, data }) },
    canStore: () => true,
    hub: { queue: { remove() {} } },
    registry: { startStored: () => calls.push("started") },
    limits: defaultLimits,
    memory: { fits: (bytes: number) => bytes > 0 && fits },
    onNotice() {},
  } as unknown as JobContext;
  const release = (delayMs?: number) => void calls.push(`released for ${delayMs} ms`);
  await beginJob(context, new Map(), { run: "a", done: () => Promise.resolve(), release, forget() {} });
  expect(calls).toEqual(expected);
});
