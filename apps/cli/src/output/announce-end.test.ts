import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Terminal } from "../terminal.ts";
import { announceEnd, type EndedRun } from "./announce-end.ts";

const run: EndedRun = {
  id: "run-a",
  name: "a\u001b]0;b $(touch no)",
  outcome: "early",
  epoch: 12,
  score: { part: "test", metric: "rmse", value: 2.5 },
};

function createTerminal(isTTY: boolean) {
  const texts = { out: "", err: "" };
  const terminal = {
    stdout: { isTTY, write: (text: string) => (texts.out += text) },
    stderr: { write: (text: string) => (texts.err += text) },
    env: { PATH: process.env["PATH"] },
  } as unknown as Terminal;
  return { terminal, texts };
}

test("the command of --on-end gets the run and its result in its environment", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-end-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "out.txt");
  const { terminal, texts } = createTerminal(false);
  const script = `const e = process.env; require("fs").writeFileSync(${JSON.stringify(file)}, [e.EPOCHAL_RUN, e.EPOCHAL_NAME, e.EPOCHAL_OUTCOME, e.EPOCHAL_EPOCH, e.EPOCHAL_METRIC, e.EPOCHAL_SCORE, e.EPOCHAL_SCORE_ROWS, e.EPOCHAL_MODEL].join("|"))`;
  await announceEnd(run, { onEnd: `"${process.execPath}" -e '${script}'` }, terminal);
  expect(readFileSync(file, "utf8")).toBe(String.raw`run-a|a\u001b]0;b $(touch no)|early|12|rmse|2.5|test|`);
  expect(texts).toEqual({ out: "", err: "" });
});

test("a command that fails is logged with its exit code", async () => {
  const { terminal, texts } = createTerminal(false);
  await announceEnd(run, { onEnd: "exit 3" }, terminal);
  expect(texts.err).toBe("epochal: the command of --on-end failed with exit code 3: exit 3\n");
});

test("the bell rings in a terminal only, and notifies without control characters of the name", async () => {
  const { terminal, texts } = createTerminal(true);
  await announceEnd(run, { bell: true }, terminal);
  expect(texts.out).toBe(`\u001b]9;epochal: ${String.raw`a\u001b]0;b $(touch no)`} early: rmse 2.5\u0007\u0007`);
  const pipe = createTerminal(false);
  await announceEnd(run, { bell: true }, pipe.terminal);
  expect(pipe.texts).toEqual({ out: "", err: "" });
});
