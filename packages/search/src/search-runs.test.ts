import { exampleTraining } from "@epochal/data";
import { createRandom, hashSnapshot, type Snapshot } from "@epochal/core";
import { EMPTY, lastValueFrom, NEVER, Observable, toArray, type Subscriber } from "rxjs";
import { expect, test } from "vitest";
import { searchRuns, type SearchOptions } from "./search-runs.ts";
import type { SearchEvent, SearchFinishedEvent } from "./search-event.ts";
import { settingsOf } from "./space/hyperparameters.ts";
import { parseSetting } from "./space/parse-setting.ts";
import { trainingObjective } from "./trials/training-objective.ts";
import type { TrialResult, TrialTask } from "./trials/trial.ts";

const space = Object.fromEntries(["learningRate=1e-3..1e-1:log", "hidden=4|8"].map(parseSetting));

/** A loss that falls with the epochs to a floor that depends on the settings. */
function lossAt({ settings, epochs }: TrialTask<number>): TrialResult<number> {
  const floor = Math.abs(Math.log10(settings["learningRate"] as number) + 2);
  return { loss: floor + 1 / epochs, epoch: epochs, isEnded: epochs === 90, state: epochs };
}

/** Searches with results that arrive in random order. */
function searchInOrder(seed: number, options: SearchOptions): SearchFinishedEvent<number> {
  const random = createRandom(seed);
  const waiting: (() => void)[] = [];
  let end: SearchEvent<number> | undefined;
  const objective = (task: TrialTask<number>) =>
    new Observable(
      (subscriber: Subscriber<TrialResult<number>>) => void waiting.push(() => subscriber.next(lossAt(task))),
    );
  searchRuns(space, objective, options).subscribe((event) => (end = event));
  while (waiting.length > 0) waiting.splice(random.integer(waiting.length - 1), 1)[0]!();
  return end as SearchFinishedEvent<number>;
}

test("any number of jobs, and any order of their results, ends with the same trials", () => {
  const options = { epochs: 90, trials: 20, seed: 5 };
  const expected = searchInOrder(0, options);
  expect(expected).toMatchObject({ type: "searchFinished", isComplete: true });
  expect(expected.trials).toHaveLength(20);
  for (const jobs of [2, 5, 8]) expect(searchInOrder(jobs, { ...options, jobs })).toEqual(expected);
});

test("the best trial of all is found with a fraction of the epochs", async () => {
  const spent = async (isHalving: boolean) => {
    const events = await lastValueFrom(
      searchRuns(space, (task: TrialTask<number>) => [lossAt(task)], { epochs: 90, isHalving }).pipe(toArray()),
    );
    const reached = new Map<number, number>();
    let epochs = 0;
    for (const event of events) {
      if (event.type !== "trialReported") continue;
      epochs += event.epoch - (reached.get(event.trial) ?? 0);
      reached.set(event.trial, event.epoch);
    }
    return { epochs, best: (events.at(-1) as SearchFinishedEvent<number>).trials[0]! };
  };
  const [halved, all] = [await spent(true), await spent(false)];
  expect(halved.best).toEqual(all.best && { ...all.best, rung: 2 });
  expect(all.epochs).toBe(30 * 90);
  expect(halved.epochs).toBeLessThan(0.35 * all.epochs);
});

test("the first trials have the given settings and are trained in full", () => {
  const first = [{ learningRate: 10, hidden: [2] }];
  const { trials } = searchInOrder(1, { epochs: 90, trials: 10, first });
  expect(trials.find(({ trial }) => trial === 1)).toMatchObject({ settings: first[0], epoch: 90 });
});

test("a grid has each of its combinations, after the first trials", () => {
  const { trials } = searchInOrder(1, { epochs: 90, method: "grid", first: [{ learningRate: 10 }] });
  expect(trials).toHaveLength(1 + 5 * 2);
});

test("a task without a result ends the search with the trials so far", () => {
  let count = 0;
  const events: SearchEvent<number>[] = [];
  const objective = (task: TrialTask<number>) => (++count > 5 ? EMPTY : [lossAt(task)]);
  searchRuns(space, objective, { epochs: 90, jobs: 2 }).subscribe((event) => events.push(event));
  const end = events.at(-1) as SearchFinishedEvent<number>;
  expect(end).toMatchObject({ type: "searchFinished", isComplete: false });
  expect(end.trials).toHaveLength(5);
});

test("unsubscribing cancels the tasks", () => {
  let cancelled = 0;
  const objective = () => new Observable<TrialResult<number>>(() => () => void cancelled++);
  searchRuns(space, objective, { epochs: 90, jobs: 3 }).subscribe().unsubscribe();
  expect(cancelled).toBe(3);
});

test.each([
  [{ epochs: 9, trials: 0 }, "expected trials to be an integer ≥ 1, got 0"],
  [{ epochs: 9, jobs: 0 }, "expected jobs to be an integer ≥ 1, got 0"],
])("%o is rejected", (options, message) => {
  expect(() => searchRuns(space, () => NEVER, options)).toThrow(message);
});

test("a search over real trainings has the bits of the same search again, and beats its first trial", async () => {
  const { spec, data } = exampleTraining("sine");
  const short = { ...spec, epochs: 18 };
  const search = () =>
    lastValueFrom(
      searchRuns(space, trainingObjective(short, data), {
        epochs: short.epochs,
        trials: 9,
        jobs: 3,
        seed: 1,
        first: [settingsOf(short, Object.keys(space))],
      }),
    ) as Promise<SearchFinishedEvent<Snapshot>>;
  const [one, again] = [await search(), await search()];
  const bits = ({ trials }: SearchFinishedEvent<Snapshot>) =>
    trials.map(({ trial, loss, state }) => [trial, loss, hashSnapshot(state!)]);
  expect(bits(one)).toEqual(bits(again));
  expect(one.trials[0]!.trial).not.toBe(1);
  expect(one.trials[0]!.loss).toBeLessThan(one.trials.find(({ trial }) => trial === 1)!.loss);
});
