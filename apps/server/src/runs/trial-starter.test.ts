import { expect, test } from "vitest";
import { data, spec } from "../../test/kit/fixtures.ts";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { nextTurn } from "../../test/kit/raw-socket.ts";
import { createTrialStarter } from "./trial-starter.ts";

const training = { name: "a", spec, data };

test("a training that does not start in time is given up, and the next one is tried", async () => {
  const clock = createFakeClock();
  const trialStarter = createTrialStarter(clock, 30_000);
  // The clock of this run does not advance, so it never starts.
  const stuck = trialStarter.start(training, { worker: false, clock: createFakeClock() });
  const next = trialStarter.start(training, { worker: false, name: "a run" });
  await nextTurn();
  clock.advance(29_999);
  let isOver = false;
  void stuck.then(() => (isOver = true));
  await nextTurn();
  expect(isOver).toBe(false);
  clock.advance(1);
  expect(await stuck).toBe("the training did not start within 30 s; send fewer rows or a smaller network");
  const run = await next;
  if (typeof run === "string") throw new Error(run);
  expect(run.name).toBe("a run");
  run.dispose();
});
