import { expect, test } from "vitest";
import { createFakeClock } from "../../test/fake-clock.ts";
import { createRefusalLimit } from "./refusal-limit.ts";

test("allows 200 refusals at once, then 100 in ten seconds", () => {
  const clock = createFakeClock();
  const limit = createRefusalLimit(clock);
  const allowed = () => Array.from({ length: 1000 }, () => limit.allow()).filter(Boolean).length;
  expect(allowed()).toBe(200);
  clock.advance(9999);
  expect(allowed()).toBe(0);
  clock.advance(1);
  expect(allowed()).toBe(100);
  clock.advance(3_600_000);
  expect(allowed()).toBe(100);
});
