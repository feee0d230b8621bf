import { dense } from "@epochal/core";
import { systemClock } from "@epochal/stream";
import { expect, test } from "vitest";
import { data, spec } from "../../../test/kit/fixtures.ts";
import { createFakeClock } from "../../../test/kit/fake-clock.ts";
import { nextTurn } from "../../../test/kit/raw-socket.ts";
import { createTrialStarter } from "./trial-starter.ts";

const training = { spec, data };

test("a training that does not start in time is given up", async () => {
  const clock = createFakeClock();
  const trialStarter = createTrialStarter(clock, 30_000);
  // The clock of this run does not advance, so it never starts.
  const stuck = trialStarter.start(training, { worker: false, clock: createFakeClock() });
  await nextTurn();
  clock.advance(29_999);
  let isOver = false;
  void stuck.then(() => (isOver = true));
  await nextTurn();
  expect(isOver).toBe(false);
  clock.advance(1);
  expect(await stuck).toBe("the training did not start within 30 s; send fewer rows or a smaller network");
});

test("a training whose objects do not fit into the heap of its worker is refused, and the server continues", async () => {
  const trialStarter = createTrialStarter(systemClock, 60_000);
  const network = { inputs: 1, members: 200, layers: Array.from({ length: 500 }, () => dense(1)) };
  const options = { worker: true, workerHeapBytes: 32e6 };
  expect(await trialStarter.start({ ...training, spec: { ...spec, network } }, options)).toBe(
    "the training needs more than 32 MB for its objects; send a smaller network",
  );
});

test("a training that has started is held, so that it trains no epoch that is not stored", async () => {
  const trialStarter = createTrialStarter(systemClock, 60_000);
  const run = await trialStarter.start({ ...training, spec: { ...spec, epochs: 1e9 } }, { worker: true });
  if (typeof run === "string") throw new Error(run);
  /** The epoch at each reply to a command; 50 of them are far more chunks than a run that is held sends. */
  const epochs: number[] = [];
  await new Promise<void>((resolve) => {
    const set = () => run.command({ type: "set", learningRate: 0.01 });
    run.events$.subscribe((event) => {
      if (event.type !== "commanded") return;
      epochs.push(event.epoch);
      if (epochs.length === 100) resolve();
      else set();
    });
    set();
  });
  run.dispose();
  expect(epochs.at(-1)).toBe(epochs[49]);
});
