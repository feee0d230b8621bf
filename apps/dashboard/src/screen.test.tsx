import { render } from "ink";
import { expect, test } from "vitest";
import { line, viewOf } from "../test/story.ts";
import { createTerminal } from "../test/terminal.ts";
import { drawFrame } from "./frame.ts";
import { Screen } from "./screen.tsx";

test.each([
  [80, 24],
  [120, 40],
  [40, 10],
  [1, 1],
])("Ink draws a frame as it is, line for line, at %i x %i", async (columns, rows) => {
  const { state } = line().train(50);
  const view = viewOf({ ...state, started: { ...state.started!, name: "価格.csv" } });
  const terminal = createTerminal(columns, rows);
  const { stdout, stdin } = terminal;
  const views = { current: () => view, subscribe: () => () => {} };
  const ink = render(<Screen views={views} depth="256" onKey={undefined} />, {
    stdout,
    stdin,
    debug: true,
    patchConsole: false,
  });
  await ink.waitUntilRenderFlush();
  // oxlint-disable-next-line no-control-regex -- how Ink writes styles is its own matter
  const drawn = terminal.written.replaceAll(/\x1b\[[0-9;]*m/g, "");
  ink.unmount();
  // With `debug`, Ink writes every frame whole and one after another; the size is the same, so each is the same.
  const expected = drawFrame(view, columns, rows, "none").join("\n");
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn.replaceAll(expected, "")).toBe("");
});
