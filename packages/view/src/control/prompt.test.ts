import { expect, test } from "vitest";
import { lineRun, viewOf } from "../../test/story.ts";
import { initialViewSettings } from "../settings/view-settings.ts";
import { commands } from "./commands.ts";
import { parseCommand } from "./prompt.ts";

const { state } = lineRun().train(100);
const now = viewOf(state);
const watching = viewOf(state, { canControl: false, canExport: false });

test.each([
  ["pause", { type: "pause" }],
  ["step 25", { type: "step", epochs: 25 }],
  ["lr 3e-3", { type: "set", learningRate: 0.003 }],
  ["speed 0", { type: "set", epochsPerSecond: 0 }],
  ["set momentum 0.9 l2 0.01", { type: "set", momentum: 0.9, l2: 0.01 }],
  ["undo", { type: "undo" }],
  ["rewind 40", { type: "rewind", epoch: 40 }],
  ["rewind before", { type: "rewind", checkpoint: "before" }],
  ["branch", { type: "branch" }],
  ["checkpoint before it broke", { type: "checkpoint", name: "before it broke" }],
  ["discard", { type: "stop", discard: true }],
  ["resu", { type: "resume" }],
])("%s is a command to the run", (typed, command) => {
  expect(parseCommand(typed, now)).toEqual({ type: "command", command });
  expect(parseCommand(typed, watching)).toMatchObject({
    type: "reject",
    text: expect.stringContaining("is read-only"),
  });
});

test.each([
  ["goto 40", { cursor: 40 }],
  ["goto now", { cursor: undefined }],
  ["goto 100", { cursor: undefined }],
  ["zoom 10 20", { zoom: { min: 10, max: 20 } }],
  ["zoom all", { zoom: undefined }],
  ["smooth 0.9", { smoothing: 0.9 }],
  ["help", { helpPage: 0 }],
  ["probe 1.5", { probe: { text: "x = 1.5", inputs: [1.5] } }],
  ["probe", { probe: undefined }],
])("%s changes only settings", (typed, change) => {
  expect(parseCommand(typed, now)).toEqual({ type: "settings", change });
});

test.each([
  ["goto 500", "goto: expected an epoch from 0 to 100, got 500"],
  ["goto there", 'expected an epoch, got "there"'],
  ["zoom 20 10", "zoom: the second epoch must be the later one, got 20 and 10"],
  ["smooth 1", "smooth: expected a share from 0 to 0.999, got 1"],
  ["set momentum", "set: expected a number for momentum, got nothing"],
  ["lr", "expected a learning rate, got nothing"],
  ["run 2", "run: type a letter from A to A, such as :run A"],
  ["export", "export: type the name of a file"],
  ["probe y = 3", 'probe: expected an input among x, got "y"'],
  ["hlp", 'unknown command "hlp": did you mean help?'],
  ["rewnid 3", 'unknown command "rewnid": did you mean rewind?'],
])("%s is rejected with the reason", (typed, text) => {
  expect(parseCommand(typed, now)).toEqual({ type: "reject", text });
});

test("an impossible command does not stay in the prompt", () => {
  expect(parseCommand("pause", watching)).toMatchObject({ type: "reject", isFinal: true });
  expect(parseCommand("pause", viewOf(lineRun({ epochs: 3 }).train().state))).toMatchObject({
    type: "reject",
    isFinal: true,
  });
});

test("a name that is like no other is rejected with all names; the cursor is the default epoch", () => {
  const { text } = parseCommand("dance", now) as { text: string };
  for (const { name } of commands) expect(text).toContain(name);
  const back = { ...now, settings: { ...initialViewSettings(), cursor: 7 } };
  expect(parseCommand("rewind", back)).toEqual({ type: "command", command: { type: "rewind", epoch: 7 } });
  expect(parseCommand("branch", back)).toEqual({ type: "command", command: { type: "branch", epoch: 7 } });
});
