import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { afterClose, closeCodes } from "./close-codes.ts";

test("the range of a close code says what to do", () => {
  expect([1000, 1001, 1002, 1006, 1007, 1011, 4100, 4199, 4300].map(afterClose)).toEqual(Array(9).fill("backOff"));
  expect([1008, 1009, 4000, 4099].map(afterClose)).toEqual(Array(4).fill("stop"));
  expect([4200, 4299].map(afterClose)).toEqual(Array(2).fill("reconnect"));
});

test("PROTOCOL.md documents every close code", () => {
  const text = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8");
  for (const code of Object.values(closeCodes)) expect(text).toContain(`| ${code} |`);
});
