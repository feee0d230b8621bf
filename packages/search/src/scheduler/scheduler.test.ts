import fc from "fast-check";
import { expect, test } from "vitest";
import { createScheduler, type Job, type SchedulerOptions } from "./scheduler.ts";

type LossOf = (job: Job) => number;

/** Runs a scheduler with workers that end their jobs in the order that `choose` gives: an index into the running jobs. */
function runAll(options: SchedulerOptions, lossOf: LossOf, workers = 1, choose: (running: number) => number = () => 0) {
  const scheduler = createScheduler(options);
  const running: Job[] = [];
  const begun: Job[] = [];
  for (;;) {
    const next = running.length < workers ? scheduler.next() : "wait";
    if (next === "done") return begun;
    if (next === "wait") {
      const [job] = running.splice(choose(running.length), 1);
      scheduler.report(job, lossOf(job));
    } else {
      running.push(next);
      begun.push(next);
    }
  }
}

const show = (jobs: readonly Job[]) => jobs.map(({ trial, rung }) => `${trial}:${rung}`).join(" ");

test("one worker promotes a trial as soon as it is the best of three", () => {
  // Trial 2 is the best of the first three, trial 4 of the best two of six; on rung 1 trial 4 is the best of three.
  const losses = [5, 6, 2, 7, 1, 8, 3, 9, 4];
  const jobs = runAll({ trials: 9, rungs: 3 }, ({ trial }) => losses[trial]);
  expect(show(jobs)).toBe("0:0 1:0 2:0 2:1 3:0 4:0 4:1 5:0 6:0 7:0 8:0 6:1 4:2");
});

test("with one rung each trial is trained in full", () => {
  expect(show(runAll({ trials: 4, rungs: 1 }, () => 1, 2))).toBe("0:0 1:0 2:0 3:0");
});

test("the best trial is trained in full, though too few trials for a promotion", () => {
  expect(show(runAll({ trials: 2, rungs: 3 }, ({ trial }) => 2 - trial))).toBe("0:0 1:0 1:2");
});

test("trials to be trained in full are, unless they diverged", () => {
  const losses = [9, Infinity, 8, 1, 2, 3];
  const jobs = runAll({ trials: 6, rungs: 2, inFull: [0, 1] }, ({ trial }) => losses[trial]);
  expect(jobs.filter(({ rung }) => rung === 1).map(({ trial }) => trial)).toEqual([2, 3, 4, 0]);
});

test("trials that diverged are never promoted", () => {
  expect(show(runAll({ trials: 3, rungs: 2 }, () => NaN))).toBe("0:0 1:0 2:0");
});

const search = fc.record({
  losses: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 40,
  }),
  reductionFactor: fc.integer({ min: 2, max: 4 }),
  order: fc.array(fc.nat(), { minLength: 200, maxLength: 200 }),
  workers: fc.integer({ min: 1, max: 6 }),
});

test("with a lookahead, any number of workers and any order of results begin the same jobs", () => {
  fc.assert(
    fc.property(search, ({ losses, reductionFactor, order, workers }) => {
      const options = { trials: losses.length, rungs: 3, reductionFactor, lookahead: 6 };
      const lossOf: LossOf = ({ trial, rung }) => losses[trial][rung];
      let turn = 0;
      const choose = (running: number) => order[turn++ % order.length] % running;
      expect(show(runAll(options, lossOf, workers, choose))).toBe(show(runAll(options, lossOf)));
    }),
  );
});

/** Algorithm 2 of the paper for one worker, word for word. */
function paper(trials: number, lossOf: LossOf, reductionFactor: number): Job[] {
  const jobs: Job[] = [];
  const on = (rung: number) => jobs.filter((job) => job.rung === rung);
  const nextJob = (): Job | undefined => {
    for (const rung of [1, 0]) {
      const results = on(rung).toSorted((a, b) => lossOf(a) - lossOf(b) || a.trial - b.trial);
      const best = results.slice(0, Math.floor(results.length / reductionFactor));
      const promotable = best.find(({ trial }) => !on(rung + 1).some((job) => job.trial === trial));
      if (promotable) return { trial: promotable.trial, rung: rung + 1 };
    }
    return on(0).length < trials ? { trial: on(0).length, rung: 0 } : undefined;
  };
  for (let job = nextJob(); job; job = nextJob()) jobs.push(job);
  return jobs;
}

test("one worker begins the jobs of the paper, and then trains the best trial in full", () => {
  fc.assert(
    fc.property(search, ({ losses, reductionFactor }) => {
      // The lowest loss so far never rises.
      const lossOf: LossOf = ({ trial, rung }) => Math.min(...losses[trial].slice(0, rung + 1));
      const expected = paper(losses.length, lossOf, reductionFactor);
      const jobs = runAll({ trials: losses.length, rungs: 3, reductionFactor }, lossOf);
      expect(show(jobs.slice(0, expected.length))).toBe(show(expected));
      expect(jobs.slice(expected.length).map(({ rung }) => rung)).toEqual(jobs.length > expected.length ? [2] : []);
      const lowest = Math.min(...jobs.map(lossOf));
      expect(jobs.filter(({ rung }) => rung === 2).map(lossOf)).toContain(lowest);
    }),
  );
});

test("a job is reported once", () => {
  const scheduler = createScheduler({ trials: 1, rungs: 1 });
  const job = scheduler.next() as Job;
  scheduler.report(job, 1);
  expect(() => scheduler.report(job, 1)).toThrow("expected a job that has begun and not ended, got trial 0 on rung 0");
});
