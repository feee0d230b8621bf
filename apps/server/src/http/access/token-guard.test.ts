import { expect, test } from "vitest";
import { createFakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../logger.ts";
import { createTokenGuard } from "./token-guard.ts";

function createFixture() {
  const clock = createFakeClock();
  const warnings: unknown[] = [];
  const logger = { ...silentLogger, warn: (details: object) => warnings.push(details) };
  return { clock, warnings, recordWrongToken: createTokenGuard(clock, logger) };
}

test("the delay grows with each wrong token of an address, up to 5 s, and ends after a minute without one", () => {
  const { clock, recordWrongToken } = createFixture();
  const delays = Array.from({ length: 11 }, () => recordWrongToken("a"));
  expect(delays).toEqual([0, 0, 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(recordWrongToken("b")).toBe(0);
  clock.advance(60_000);
  expect(recordWrongToken("a")).toBe(0);
});

test("there is one warning per address and minute, and it counts the attempts", () => {
  const { clock, warnings, recordWrongToken } = createFixture();
  for (let i = 0; i < 5; i++) recordWrongToken("a");
  recordWrongToken("b");
  clock.advance(30_000);
  recordWrongToken("a");
  clock.advance(30_000);
  recordWrongToken("a");
  expect(warnings).toEqual([
    { address: "a", attempts: 1 },
    { address: "b", attempts: 1 },
    { address: "a", attempts: 7 },
  ]);
});

test("only the last 1024 addresses are remembered", () => {
  const { recordWrongToken } = createFixture();
  for (let i = 0; i < 4; i++) recordWrongToken("a");
  for (let i = 0; i < 1023; i++) recordWrongToken(`other ${i}`);
  expect(recordWrongToken("a")).toBe(200);
  for (let i = 0; i < 1024; i++) recordWrongToken(`other ${i}`);
  expect(recordWrongToken("a")).toBe(0);
});
