import { expect, test } from "vitest";
import { lineRun, tableRun, viewOf } from "../../test/story.ts";
import { executeCommandLine } from "./parse-command.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import type { Action } from "./action.ts";
import { keyAction, keyGroups, usableKeys } from "./keymap.ts";
import type { KeyContext } from "./key.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";

const running = lineRun().train(3).state;
const paused = lineRun().train(3).command({ type: "pause" }).state;
const finished = lineRun({ epochs: 3 }).train().state;

const keys = keyGroups.flatMap((group) => group.keys);

function context({
  settings,
  ...changes
}: Partial<Omit<KeyContext, "settings">> & { settings?: Partial<ViewSettings> } = {}): KeyContext {
  const state = changes.state ?? running;
  const visiblePanels = (["loss", "fit", "metrics", "network"] as const).filter(
    (id) => !settings?.hidden?.includes(id),
  );
  return viewOf(state, {
    learningRate: 0.01,
    epochsPerSecond: undefined,
    visiblePanels,
    ...(settings && { settings }),
    ...changes,
  });
}

/** What a key changes of what is seen. */
function seen(input: string, now: KeyContext): Partial<ViewSettings> | undefined {
  const action = keyAction(input, now);
  return action?.type === "settings" ? action.change : undefined;
}

const command = (sent: object): Action => ({ type: "command", command: sent }) as Action;

test("space pauses a run and resumes a paused one", () => {
  expect(keyAction(" ", context())).toEqual(command({ type: "pause" }));
  expect(keyAction(" ", context({ state: paused }))).toEqual(command({ type: "resume" }));
});

test("s steps one epoch, n ten; a run that trains is paused first", () => {
  const stepping = lineRun().train(3).command({ type: "pause" }).command({ type: "step", epochs: 5 }).state;
  for (const state of [paused, stepping]) {
    expect(keyAction("s", context({ state }))).toEqual(command({ type: "step" }));
    expect(keyAction("n", context({ state }))).toEqual(command({ type: "step", epochs: 10 }));
  }
  expect(keyAction("s", context())).toEqual(command({ type: "pause" }));
});

test("u takes back what was changed, and where nothing was it says so", () => {
  const changed = lineRun().train(3).command({ type: "set", learningRate: 0.1 });
  const nothing = { type: "reject", text: "nothing to undo", isFinal: true };
  expect(keyAction("u", context())).toEqual(nothing);
  expect(usableKeys(context()).map(({ name }) => name)).not.toContain("u");
  expect(keyAction("u", context({ state: changed.state }))).toEqual(command({ type: "undo" }));
  expect(keyAction("u", context({ state: changed.command({ type: "undo" }).state }))).toEqual(nothing);
});

test("the cursor goes back and forth over the epochs, and where it stands the run can be rewound or branched", () => {
  const { state } = lineRun().train(300);
  const at = (cursor: number | undefined) => context({ state, settings: { cursor } });
  expect(seen("left", at(undefined))).toEqual({ cursor: 297 });
  expect(seen("right", at(150))).toEqual({ cursor: 153 });
  expect(seen(",", at(150))).toEqual({ cursor: 149 });
  expect(seen("pageup", at(10))).toEqual({ cursor: 0 });
  expect(seen("right", at(299))).toEqual({ cursor: undefined });
  expect(seen("home", at(299))).toEqual({ cursor: 0 });
  expect(keyAction("R", at(undefined))).toMatchObject({
    type: "reject",
    text: expect.stringMatching(/^look back first/),
  });
  expect(keyAction("R", at(100))).toEqual(command({ type: "rewind", epoch: 100 }));
  expect(keyAction("b", at(100))).toEqual(command({ type: "branch", epoch: 100 }));
  expect(keyAction("b", at(undefined))).toEqual(command({ type: "branch" }));
});

test("* looks at the best epoch: by the validation loss, else by that after which the training loss was lowest", () => {
  const judged = tableRun().train(40).state;
  expect(seen("*", context({ state: judged }))).toEqual({ cursor: judged.best.validationLoss!.epoch });
  const alone = lineRun({ validation: false }).train(40).state;
  expect(seen("*", context({ state: alone }))).toEqual({ cursor: alone.best.loss!.epoch - 1 });
});

test("z + - 0 zoom to the last tenth, in, out, to the whole run", () => {
  const { state } = lineRun().train(400);
  const at = (zoom: ViewSettings["zoom"]) => context({ state, settings: { zoom } });
  expect(seen("z", at(undefined))).toEqual({ zoom: { min: 360, max: 400 } });
  expect(seen("+", at(undefined))).toEqual({ zoom: { min: 200, max: 400 } });
  expect(seen("-", at({ min: 360, max: 400 }))).toEqual({ zoom: { min: 320, max: 400 } });
  expect(seen("-", at({ min: 150, max: 400 }))).toEqual({ zoom: undefined });
  expect(seen("0", at({ min: 360, max: 400 }))).toEqual({ zoom: undefined });
});

test("a number hides its panel and shows it again; one that has no room gets the whole window; the last stays", () => {
  expect(seen("2", context())).toEqual({ hidden: ["fit"] });
  expect(seen("2", context({ settings: { hidden: ["fit"] } }))).toEqual({ hidden: [] });
  expect(seen("4", context())).toEqual({ full: "residuals" });
  expect(seen("4", context({ settings: { full: "residuals" } }))).toEqual({ full: undefined });
  expect(seen("1", context({ settings: { hidden: ["fit", "metrics", "network"] } }))).toEqual({});
});

test("Tab walks through the panels that are shown, Enter enlarges, Esc goes back step by step", () => {
  expect(seen("tab", context())).toEqual({ focus: "loss" });
  expect(seen("tab", context({ settings: { focus: "metrics" } }))).toEqual({ focus: "network" });
  expect(seen("return", context({ settings: { focus: "metrics" } }))).toEqual({ full: "metrics" });
  expect(seen("escape", context({ settings: { helpPage: 1, full: "fit", cursor: 2 } }))).toEqual({
    helpPage: undefined,
  });
  expect(seen("escape", context({ settings: { full: "fit", cursor: 2 } }))).toEqual({ full: undefined });
  expect(seen("escape", context({ settings: { cursor: 2 } }))).toEqual({ cursor: undefined });
  expect(keyAction("escape", context())).toBeUndefined();
});

test("while the help is shown its pages are turned, any other key closes it and does nothing else", () => {
  const helped = context({ settings: { helpPage: 1 } });
  expect(seen("down", helped)).toEqual({ helpPage: 2 });
  expect(seen("left", helped)).toEqual({ helpPage: 0 });
  for (const input of ["?", "escape", "q", "]", "e", ":", " ", "j", "return"]) {
    expect(keyAction(input, helped)).toEqual({ type: "settings", change: { helpPage: undefined } });
  }
  expect(keyAction("ctrl-c", helped)).toEqual({ type: "interrupt" });
  expect(keyAction("ctrl-z", helped)).toEqual({ type: "suspend" });
});

test("while a command is typed, keys are letters", () => {
  const typing = (prompt: string) => context({ settings: { prompt } });
  expect(seen("q", typing("go"))).toEqual({ prompt: "goq" });
  expect(seen("backspace", typing("go"))).toEqual({ prompt: "g" });
  expect(seen("backspace", typing(""))).toEqual({ prompt: undefined });
  expect(seen("tab", typing("ch"))).toEqual({ prompt: "checkpoint " });
  expect(seen("escape", typing("go"))).toEqual({ prompt: undefined });
  expect(keyAction("left", typing("go"))).toBeUndefined();
  expect(keyAction("return", typing("lr 0.5"))).toEqual(command({ type: "set", learningRate: 0.5 }));
});

test("what is suggested goes with the first letter; Enter takes it, Backspace and right keep it to be changed", () => {
  expect(seen("e", context())).toEqual({ prompt: "export ", suggestion: "report.html" });
  expect(seen(":", context({ settings: { suggestion: "old" } }))).toEqual({ prompt: "", suggestion: undefined });
  const suggested = context({ settings: { prompt: "export ", suggestion: "report.html" } });
  expect(keyAction("return", suggested)).toEqual({ type: "export", file: "report.html" });
  expect(seen("/", suggested)).toStrictEqual({ prompt: "export /", suggestion: undefined });
  expect(seen("backspace", suggested)).toStrictEqual({ prompt: "export report.htm", suggestion: undefined });
  for (const input of ["right", "tab"])
    expect(seen(input, suggested)).toStrictEqual({ prompt: "export report.html", suggestion: undefined });
  const probe = { text: "x = 1.5", inputs: [1.5] };
  expect(seen("p", context({ settings: { probe } }))).toEqual({ prompt: "probe ", suggestion: "x = 1.5" });
});

test("[ and ] halve and double the learning rate", () => {
  expect(keyAction("[", context())).toEqual(command({ type: "set", learningRate: 0.005 }));
  expect(keyAction("]", context())).toEqual(command({ type: "set", learningRate: 0.02 }));
});

test("< and > halve and double the pace; beyond what eyes tell apart there is no limit", () => {
  const at = (epochsPerSecond: number) => context({ epochsPerSecond });
  expect(keyAction("<", at(20))).toEqual(command({ type: "set", epochsPerSecond: 10 }));
  expect(keyAction(">", at(20))).toEqual(command({ type: "set", epochsPerSecond: 40 }));
  expect(keyAction("<", at(0.25))).toEqual(command({ type: "set", epochsPerSecond: 0.25 }));
  expect(keyAction(">", at(8000))).toEqual(command({ type: "set", epochsPerSecond: 0 }));
});

test("an unlimited run is slowed to half the pace it is seen to have, and cannot go faster", () => {
  const { state } = lineRun().train(100);
  expect(keyAction("<", context({ state }))).toEqual(command({ type: "set", epochsPerSecond: 100 }));
  expect(keyAction(">", context({ state, epochsPerSecond: 0 }))).toMatchObject({ type: "reject" });
});

test("before the first event, after the last one and without the right, nothing is steered", () => {
  const without = [
    context({ state: initialState(), learningRate: undefined }),
    context({ state: finished }),
    context({ state: interrupt(running) }),
    context({ canControl: false }),
  ];
  for (const now of without) {
    expect(keys.filter((key) => key.press(now)?.type === "command")).toEqual([]);
    const usable = usableKeys(now).map(({ name }) => name);
    expect(usable).toEqual(expect.arrayContaining(["Tab", "?", "q", "Ctrl-C", "Ctrl-Z"]));
    expect(usable.includes("← →")).toBe(now.state.latest !== undefined);
  }
});

test("keys that belong together are told once", () => {
  const names = usableKeys(context({ epochsPerSecond: 20, state: tableRun().train(20).state })).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(["space", "s", "[ ]", "< >", "← →", "*", "z + - 0", "y", ":", "?", "q"]),
  );
});

test("q leaves at once where nothing would end; a training that would is asked about first", () => {
  for (const now of [
    context({ state: finished }),
    context({ state: interrupt(running) }),
    context({ state: initialState() }),
    context({ canControl: false }),
    context({ outlivesViewer: true }),
  ]) {
    expect(keyAction("q", now)).toEqual({ type: "quit" });
    expect(executeCommandLine("quit", now)).toEqual({ type: "quit" });
  }
  for (const now of [context(), context({ state: paused }), context({ state: finished, otherRunsEnding: 1 })]) {
    expect(seen("q", now)).toEqual({ isExitPromptOpen: true });
    expect(executeCommandLine("quit", now)).toEqual({ type: "settings", change: { isExitPromptOpen: true } });
    expect(keyAction("ctrl-c", now)).toEqual({ type: "interrupt" });
  }
});

test("asked, q and Enter stop and keep, d discards, Esc goes on; other keys answer nothing", () => {
  const asked = context({ settings: { isExitPromptOpen: true } });
  for (const input of ["q", "return"]) expect(keyAction(input, asked)).toEqual({ type: "quit" });
  expect(keyAction("d", asked)).toEqual({ type: "quit", discard: true });
  expect(keyAction("escape", asked)).toEqual({ type: "settings", change: { isExitPromptOpen: false } });
  for (const input of [" ", "s", "?", ":", "x", "left"]) expect(keyAction(input, asked)).toBeUndefined();
  expect(keyAction("ctrl-c", asked)).toEqual({ type: "interrupt" });
  expect(keyAction("ctrl-z", asked)).toEqual({ type: "suspend" });
  // Once it has ended there is nothing to be asked.
  expect(keyAction("q", context({ state: finished, settings: { isExitPromptOpen: true } }))).toEqual({ type: "quit" });
});

test("where nothing can be steered the keys that would say why, and no other", () => {
  const watching = context({
    canControl: false,
    outlivesViewer: true,
    controlHint: "show the token",
    settings: { cursor: 1 },
  });
  const text = "this viewer is read-only: show the token";
  for (const input of " snlc[]Rbu") expect(keyAction(input, watching)).toEqual({ type: "reject", text, isFinal: true });
  expect(keyAction("j", watching)).toBeUndefined();
  for (const [now, why] of [
    [{ ...watching, controlHint: undefined }, "a recording: look back with the arrow keys"],
    [context({ state: finished }), "the run has ended"],
    [context({ status: "lost" }), "the connection is lost: commands cannot reach the run"],
    [context({ state: paused, status: "stale" }), "no word from the server: commands may not reach the run"],
  ] as const) {
    for (const input of " s]uR") expect(keyAction(input, now)).toEqual({ type: "reject", text: why, isFinal: true });
    expect(usableKeys(now).filter(({ name }) => /^(space|s|\[ \]|u|c|R|b)$/.test(name))).toEqual([]);
    expect(keyAction("j", now)).toBeUndefined();
  }
  expect(executeCommandLine("pause", context({ status: "lost" }))).toMatchObject({ type: "reject", isFinal: true });
  expect(executeCommandLine("pause", watching)).toEqual({ type: "reject", text: `pause: ${text}`, isFinal: true });
  expect(usableKeys(watching).map(({ name }) => name)).not.toContain("space");
});

test("Q ends a run that goes on elsewhere, if that is what is meant", () => {
  const elsewhere = { outlivesViewer: true };
  expect(keyAction("Q", context())).toBeUndefined();
  for (const changes of [{ canControl: false }, { state: finished }, { status: "lost" }]) {
    expect(keyAction("Q", context({ ...elsewhere, ...changes }))).toMatchObject({ type: "reject", isFinal: true });
  }
  expect(seen("Q", context(elsewhere))).toEqual({ isExitPromptOpen: true });
  const asked = context({ ...elsewhere, settings: { isExitPromptOpen: true } });
  expect(keyAction("return", asked)).toEqual(command({ type: "stop" }));
  expect(keyAction("d", asked)).toEqual(command({ type: "stop", discard: true }));
  expect(keyAction("q", asked)).toEqual({ type: "quit" });
  expect(seen("escape", asked)).toEqual({ isExitPromptOpen: false });
});

test("y draws the losses on the axis they are not drawn on now, as long as all of them have a logarithm", () => {
  const wide = lineRun().train(400).state;
  expect(keyAction("y", context())).toEqual({ type: "settings", change: { lossScale: "log" } });
  expect(keyAction("y", context({ settings: { lossScale: "log" } }))).toEqual({
    type: "settings",
    change: { lossScale: "linear" },
  });
  expect(keyAction("y", context({ state: wide }))).toEqual({ type: "settings", change: { lossScale: "linear" } });
  expect(keyAction("y", context({ state: wide, settings: { lossScale: "linear" } }))).toEqual({
    type: "settings",
    change: { lossScale: "log" },
  });
  const negative = lineRun().train(3).state;
  negative.curves.loss.push(4, -0.5);
  expect(keyAction("y", context({ state: negative }))).toBeUndefined();
});

test("Ctrl-C interrupts, Ctrl-Z suspends, ? helps; other keys do nothing", () => {
  expect(keyAction("ctrl-c", context())).toEqual({ type: "interrupt" });
  expect(keyAction("ctrl-z", context())).toEqual({ type: "suspend" });
  expect(keyAction("?", context())).toEqual({ type: "settings", change: { helpPage: 0 } });
  expect(keyAction("j", context())).toBeUndefined();
});

test("no two keys share what the terminal sends", () => {
  expect(new Set(keys.map(({ input }) => input)).size).toBe(keys.length);
});
