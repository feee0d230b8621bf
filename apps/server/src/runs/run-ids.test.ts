import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import { createRunIds } from "./run-ids.ts";

test("ids are made of the time, and skip ids of this millisecond and of the store", () => {
  const clock = createFakeClock();
  clock.advance(35);
  const log = { run: (id: string) => (id === "run-11" ? ({} as never) : undefined) };
  const createRunId = createRunIds(log, clock);
  expect([createRunId(), createRunId(), createRunId()]).toEqual(["run-z", "run-10", "run-12"]);
  clock.advance(36);
  expect(createRunId()).toBe("run-1z");
});

test("processes that share a log create different ids in the same millisecond", () => {
  const clock = createFakeClock();
  const [first, second] = ["-0a1b", "-9f3c"].map((idSuffix) => createRunIds({ run: () => undefined, idSuffix }, clock));
  expect([first!(), second!()]).toEqual(["run-1-0a1b", "run-1-9f3c"]);
});
