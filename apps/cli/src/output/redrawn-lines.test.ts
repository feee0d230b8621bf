import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import type { Terminal } from "../terminal.ts";
import { logNote } from "../terminal.ts";
import { createRedrawnLines } from "./redrawn-lines.ts";

test("lines are drawn in place, below what is printed meanwhile, and leave nothing behind", async () => {
  const screen = new xterm.Terminal({ cols: 20, rows: 8, convertEol: true, allowProposedApi: true });
  const stderr = { write: (text: string) => screen.write(text) };
  const lines = createRedrawnLines({ stdout: { columns: 20 }, stderr } as unknown as Terminal);
  const shown = async () => {
    await new Promise<void>((resolve) => screen.write("", resolve));
    const all = Array.from({ length: 8 }, (_, y) => screen.buffer.active.getLine(y)!.translateToString(true));
    return all.filter((line) => line !== "");
  };
  logNote(lines.terminal, "begin");
  lines.draw(["1 of 3", "a line that is longer than the screen"]);
  expect(await shown()).toEqual(["epochal: begin", "1 of 3", "a line that is long"]);
  logNote(lines.terminal, "a note");
  lines.draw(["2 of 3"]);
  expect(await shown()).toEqual(["epochal: begin", "epochal: a note", "2 of 3"]);
  lines.clear();
  expect(await shown()).toEqual(["epochal: begin", "epochal: a note"]);
});
