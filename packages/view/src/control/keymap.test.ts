import { expect, test } from "vitest";
import { lineRun, tableRun, viewOf } from "../../test/story.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { numberedPanels, type ViewSettings } from "../settings/view-settings.ts";
import type { Action } from "./action.ts";
import type { KeyContext } from "./key.ts";
import { helpSections } from "./help.ts";
import { keyAction } from "./key-action.ts";
import { keyGroups, usableKeys } from "./keymap.ts";
import { parseCommand } from "./prompt.ts";

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

/** The settings that a key changes. */
function settingsAfter(input: string, now: KeyContext): Partial<ViewSettings> | undefined {
  const action = keyAction(input, now);
  return action?.type === "settings" ? action.change : undefined;
}

const command = (sent: object): Action => ({ type: "command", command: sent }) as Action;

test("at most nine panels have a number, since a key is one digit", () => {
  expect(numberedPanels.length).toBeLessThanOrEqual(9);
});

test("keys and help name only the panels that the renderer can draw", () => {
  const drawablePanels = numberedPanels.filter((panel) => panel !== "neurons");
  const now = context({ drawablePanels });
  const digit = String(numberedPanels.indexOf("neurons") + 1);
  expect(keyAction(digit, context())).toMatchObject({ type: "settings" });
  expect(keyAction(digit, now)).toBeUndefined();
  const listed = (shown: KeyContext) => JSON.stringify(helpSections(shown));
  expect(listed(context())).toContain(`${digit} neurons`);
  expect(listed(now)).not.toContain(`${digit} neurons`);
  expect(settingsAfter("tab", context({ drawablePanels, settings: { full: "network" } }))).toEqual({
    full: "residuals",
  });
});

test("space pauses a run and resumes a paused one", () => {
  expect(keyAction(" ", context())).toEqual(command({ type: "pause" }));
  expect(keyAction(" ", context({ state: paused }))).toEqual(command({ type: "resume" }));
});

test("an ended run of this viewer runs again, trains on, and continues from the shown epoch or before its last change", () => {
  const another = (how: object): Action => ({ type: "startAnother", how }) as Action;
  const changed = lineRun({ epochs: 9 }).train(4).command({ type: "set", learningRate: 0.1 }).train().state;
  const ended = (settings = {}) => context({ state: changed, canStartAnother: true, settings });
  expect(keyAction("r", ended())).toEqual(another({ kind: "again", seed: "same" }));
  expect(keyAction("N", ended())).toEqual(another({ kind: "again", seed: "next" }));
  expect(keyAction(" ", ended())).toEqual(another({ kind: "continued", epoch: 9, epochs: 18 }));
  for (const key of ["R", "b"])
    expect(keyAction(key, ended({ cursor: 3 }))).toEqual(another({ kind: "continued", epoch: 3 }));
  expect(keyAction("u", ended())).toEqual(another({ kind: "continued", epoch: 4, learningRate: 0.01 }));
  expect(keyAction("[", ended())).toMatchObject({ type: "reject", text: expect.stringContaining("r runs it again") });
  expect(keyAction("r", context({ canStartAnother: true }))).toMatchObject({ type: "reject" });
  expect(usableKeys(context({ state: finished })).map(({ name }) => name)).not.toContain("r");
});

test("s steps one epoch, n ten; a run that trains is paused first", () => {
  const stepping = lineRun().train(3).command({ type: "pause" }).command({ type: "step", epochs: 5 }).state;
  for (const state of [paused, stepping]) {
    expect(keyAction("s", context({ state }))).toEqual(command({ type: "step" }));
    expect(keyAction("n", context({ state }))).toEqual(command({ type: "step", epochs: 10 }));
  }
  expect(keyAction("s", context())).toEqual(command({ type: "pause" }));
});

test("u undoes a change, and says so if there is none", () => {
  const changed = lineRun().train(3).command({ type: "set", learningRate: 0.1 });
  const nothing = { type: "reject", text: "nothing to undo", isFinal: true };
  expect(keyAction("u", context())).toEqual(nothing);
  expect(usableKeys(context()).map(({ name }) => name)).not.toContain("u");
  expect(keyAction("u", context({ state: changed.state }))).toEqual(command({ type: "undo" }));
  expect(keyAction("u", context({ state: changed.command({ type: "undo" }).state }))).toEqual(nothing);
});

test("the cursor moves over the epochs, and the run can be rewound or branched there", () => {
  const { state } = lineRun().train(300);
  const at = (cursor: number | undefined) => context({ state, settings: { cursor } });
  expect(settingsAfter("left", at(undefined))).toEqual({ cursor: 297 });
  expect(settingsAfter("right", at(150))).toEqual({ cursor: 153 });
  expect(settingsAfter(",", at(150))).toEqual({ cursor: 149 });
  expect(settingsAfter("pageup", at(10))).toEqual({ cursor: 0 });
  expect(settingsAfter("right", at(299))).toEqual({ cursor: undefined });
  expect(settingsAfter("home", at(299))).toEqual({ cursor: 0 });
  expect(keyAction("R", at(undefined))).toMatchObject({
    type: "reject",
    text: expect.stringMatching(/^look back first/),
  });
  expect(keyAction("R", at(100))).toEqual(command({ type: "rewind", epoch: 100 }));
  expect(keyAction("b", at(100))).toEqual(command({ type: "branch", epoch: 100 }));
  expect(keyAction("b", at(undefined))).toEqual(command({ type: "branch" }));
});

test("* shows the best epoch: of the validation loss, else the one before the lowest training loss", () => {
  const judged = tableRun().train(40).state;
  expect(settingsAfter("*", context({ state: judged }))).toEqual({ cursor: judged.best.validationLoss!.epoch });
  const alone = lineRun({ validation: false }).train(40).state;
  expect(settingsAfter("*", context({ state: alone }))).toEqual({ cursor: alone.best.loss!.epoch - 1 });
});

test("z + - 0 zoom to the last tenth, in, out, to the whole run", () => {
  const { state } = lineRun().train(400);
  const at = (zoom: ViewSettings["zoom"]) => context({ state, settings: { zoom } });
  expect(settingsAfter("z", at(undefined))).toEqual({ zoom: { min: 360, max: 400 } });
  expect(settingsAfter("+", at(undefined))).toEqual({ zoom: { min: 200, max: 400 } });
  expect(settingsAfter("-", at({ min: 360, max: 400 }))).toEqual({ zoom: { min: 320, max: 400 } });
  expect(settingsAfter("-", at({ min: 150, max: 400 }))).toEqual({ zoom: undefined });
  expect(settingsAfter("0", at({ min: 360, max: 400 }))).toEqual({ zoom: undefined });
});

test("a number hides and shows its panel; a panel without room fills the window; the last one stays", () => {
  expect(settingsAfter("2", context())).toEqual({ hidden: ["fit"] });
  expect(settingsAfter("2", context({ settings: { hidden: ["fit"] } }))).toEqual({ hidden: [] });
  expect(settingsAfter("6", context())).toEqual({ full: "residuals" });
  expect(settingsAfter("6", context({ settings: { full: "residuals" } }))).toEqual({ full: undefined });
  expect(settingsAfter("1", context({ settings: { hidden: ["fit", "metrics", "network"] } }))).toEqual({});
});

test("Tab moves through the visible panels, Enter enlarges, Esc goes back step by step", () => {
  expect(settingsAfter("tab", context())).toEqual({ focus: "loss" });
  expect(settingsAfter("tab", context({ settings: { focus: "metrics" } }))).toEqual({ focus: "network" });
  expect(settingsAfter("return", context({ settings: { focus: "metrics" } }))).toEqual({ full: "metrics" });
  expect(settingsAfter("escape", context({ settings: { helpPage: 1, full: "fit", cursor: 2 } }))).toEqual({
    helpPage: undefined,
  });
  expect(settingsAfter("escape", context({ settings: { full: "fit", cursor: 2 } }))).toEqual({ full: undefined });
  expect(settingsAfter("escape", context({ settings: { cursor: 2 } }))).toEqual({ cursor: undefined });
  expect(keyAction("escape", context())).toBeUndefined();
});

test("while the help is open some keys turn its pages, and any other key only closes it", () => {
  const helped = context({ settings: { helpPage: 1 } });
  expect(settingsAfter("down", helped)).toEqual({ helpPage: 2 });
  expect(settingsAfter("left", helped)).toEqual({ helpPage: 0 });
  for (const input of ["?", "escape", "q", "]", "e", ":", " ", "j", "return"]) {
    expect(keyAction(input, helped)).toEqual({ type: "settings", change: { helpPage: undefined } });
  }
  expect(keyAction("ctrl-c", helped)).toEqual({ type: "interrupt" });
  expect(keyAction("ctrl-z", helped)).toEqual({ type: "suspend" });
});

test("while a command is typed, keys are letters", () => {
  const typing = (prompt: string) => context({ settings: { prompt } });
  expect(settingsAfter("q", typing("go"))).toEqual({ prompt: "goq" });
  expect(settingsAfter("backspace", typing("go"))).toEqual({ prompt: "g" });
  expect(settingsAfter("backspace", typing(""))).toEqual({ prompt: undefined });
  expect(settingsAfter("tab", typing("ch"))).toEqual({ prompt: "checkpoint " });
  expect(settingsAfter("escape", typing("go"))).toEqual({ prompt: undefined });
  expect(keyAction("left", typing("go"))).toBeUndefined();
  expect(keyAction("return", typing("lr 0.5"))).toEqual(command({ type: "set", learningRate: 0.5 }));
});

test("a suggestion is dropped by the first letter; Enter accepts it, Backspace and right keep it for editing", () => {
  expect(settingsAfter("e", context())).toEqual({ prompt: "export ", suggestion: "report.html" });
  expect(settingsAfter(":", context({ settings: { suggestion: "old" } }))).toEqual({
    prompt: "",
    suggestion: undefined,
  });
  const suggested = context({ settings: { prompt: "export ", suggestion: "report.html" } });
  expect(keyAction("return", suggested)).toEqual({ type: "export", file: "report.html" });
  expect(settingsAfter("/", suggested)).toStrictEqual({ prompt: "export /", suggestion: undefined });
  expect(settingsAfter("backspace", suggested)).toStrictEqual({ prompt: "export report.htm", suggestion: undefined });
  for (const input of ["right", "tab"])
    expect(settingsAfter(input, suggested)).toStrictEqual({ prompt: "export report.html", suggestion: undefined });
  const probe = { text: "x = 1.5", inputs: [1.5] };
  expect(settingsAfter("p", context({ settings: { probe } }))).toEqual({ prompt: "probe ", suggestion: "x = 1.5" });
});

test("[ and ] halve and double the learning rate", () => {
  expect(keyAction("[", context())).toEqual(command({ type: "set", learningRate: 0.005 }));
  expect(keyAction("]", context())).toEqual(command({ type: "set", learningRate: 0.02 }));
});

test("< and > halve and double the pace; a very high one becomes unlimited", () => {
  const at = (epochsPerSecond: number) => context({ epochsPerSecond, state: { ...running, epochsPerSecond } });
  expect(keyAction("<", at(20))).toEqual(command({ type: "set", epochsPerSecond: 10 }));
  expect(keyAction(">", at(20))).toEqual(command({ type: "set", epochsPerSecond: 40 }));
  expect(keyAction("<", at(0.25))).toEqual(command({ type: "set", epochsPerSecond: 0.25 }));
  expect(keyAction(">", at(8000))).toEqual(command({ type: "set", epochsPerSecond: 0 }));
});

test("during a slow start the pace is halved and doubled that is seen, not the limit", () => {
  const { state } = lineRun().train(100);
  const slow = context({ state, epochsPerSecond: 1000 });
  expect(keyAction("<", slow)).toEqual(command({ type: "set", epochsPerSecond: 100 }));
  expect(keyAction(">", slow)).toEqual(command({ type: "set", epochsPerSecond: 400 }));
});

test("an unlimited run is slowed to half its measured pace, and cannot go faster", () => {
  const { state } = lineRun().train(100);
  expect(keyAction("<", context({ state }))).toEqual(command({ type: "set", epochsPerSecond: 100 }));
  expect(keyAction(">", context({ state, epochsPerSecond: 0 }))).toMatchObject({ type: "reject" });
});

test("before the first event, after the last one and without permission no key sends a command", () => {
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

test("keys that belong together are listed once", () => {
  const names = usableKeys(context({ epochsPerSecond: 20, state: tableRun().train(20).state })).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(["space", "s", "[ ]", "< >", "← →", "*", "z + - 0", "y", ":", "?", "q"]),
  );
});

test("q quits immediately if no training would end, and asks first otherwise", () => {
  for (const now of [
    context({ state: finished }),
    context({ state: interrupt(running) }),
    context({ state: initialState() }),
    context({ canControl: false }),
    context({ outlivesViewer: true }),
  ]) {
    expect(keyAction("q", now)).toEqual({ type: "quit" });
    expect(parseCommand("quit", now)).toEqual({ type: "quit" });
  }
  for (const now of [context(), context({ state: paused }), context({ state: finished, otherRunsEnding: 1 })]) {
    expect(settingsAfter("q", now)).toEqual({ isExitPromptOpen: true });
    expect(parseCommand("quit", now)).toEqual({ type: "settings", change: { isExitPromptOpen: true } });
    expect(keyAction("ctrl-c", now)).toEqual({ type: "interrupt" });
  }
});

test("in the exit prompt q and Enter keep the result, d discards, Esc continues; other keys do nothing", () => {
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

test("if the run takes no commands, the keys that would send one say why", () => {
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
  expect(parseCommand("pause", context({ status: "lost" }))).toMatchObject({ type: "reject", isFinal: true });
  expect(parseCommand("pause", watching)).toEqual({ type: "reject", text: `pause: ${text}`, isFinal: true });
  expect(usableKeys(watching).map(({ name }) => name)).not.toContain("space");
});

test("Q ends a run that outlives its viewer, after a question", () => {
  const elsewhere = { outlivesViewer: true };
  expect(keyAction("Q", context())).toBeUndefined();
  for (const changes of [{ canControl: false }, { state: finished }, { status: "lost" }]) {
    expect(keyAction("Q", context({ ...elsewhere, ...changes }))).toMatchObject({ type: "reject", isFinal: true });
  }
  expect(settingsAfter("Q", context(elsewhere))).toEqual({ isExitPromptOpen: true });
  const asked = context({ ...elsewhere, settings: { isExitPromptOpen: true } });
  expect(keyAction("return", asked)).toEqual(command({ type: "stop" }));
  expect(keyAction("d", asked)).toEqual(command({ type: "stop", discard: true }));
  expect(keyAction("q", asked)).toBeUndefined();
  expect(settingsAfter("escape", asked)).toEqual({ isExitPromptOpen: false });
});

test("q ends a run of a page that stays, and leaves the page once the run has ended", () => {
  const page = { outlivesViewer: true, staysAfterEnd: true };
  const helpOf = (now: KeyContext) =>
    usableKeys(now)
      .find(({ name }) => name === "q")
      ?.help(now);
  for (const state of [running, paused]) {
    const now = context({ ...page, state });
    expect(settingsAfter("q", now)).toEqual({ isExitPromptOpen: true });
    expect(helpOf(now)).toBe("end the training; asks whether to keep the model");
    expect(usableKeys(now).map(({ name }) => name)).not.toContain("Q");
  }
  const asked = context({ ...page, settings: { isExitPromptOpen: true } });
  expect(keyAction("return", asked)).toEqual(command({ type: "stop" }));
  const ended = context({ ...page, state: finished });
  expect(keyAction("q", ended)).toEqual({ type: "quit" });
  expect(helpOf(ended)).toBe("leave the page: its trainings end");
});

test("y switches the scale of the losses, if all of them are positive", () => {
  const wide = lineRun().train(400).state;
  expect(keyAction("y", context())).toEqual({ type: "settings", change: { lossScale: "linear" } });
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

test("Ctrl-Z does nothing and is not in the help if the renderer cannot be suspended", () => {
  const now = context({ canSuspend: false });
  expect(keyAction("ctrl-z", now)).toBeUndefined();
  const names = (of: KeyContext) => helpSections(of).flatMap(({ entries }) => entries.map(({ name }) => name));
  expect(names(context())).toContain("Ctrl-Z");
  expect(names(now)).not.toContain("Ctrl-Z");
});

test("the help of a run that trains has the keys that work in its past and after its end, if they ever do", () => {
  const entry = (of: KeyContext, name: string) =>
    helpSections(of)
      .flatMap(({ entries }) => entries)
      .find((one) => one.name === name)?.text;
  const own = context({ canStartAnother: true });
  expect(entry(own, "R")).toMatch(/^rewind the training/);
  expect(entry(own, "N")).toMatch(/^when it has ended, run it again with the next seed/);
  expect(entry(own, "1 … 9")).toContain("1 loss, 2 fit");
  expect(entry(context(), "N")).toBeUndefined();
  expect(entry(context({ canControl: false }), "R")).toBeUndefined();
});

test("Ctrl-C interrupts, Ctrl-Z suspends, ? helps; other keys do nothing", () => {
  expect(keyAction("ctrl-c", context())).toEqual({ type: "interrupt" });
  expect(keyAction("ctrl-z", context())).toEqual({ type: "suspend" });
  expect(keyAction("?", context())).toEqual({ type: "settings", change: { helpPage: 0 } });
  expect(keyAction("j", context())).toBeUndefined();
});

test("no two keys share an input", () => {
  expect(new Set(keys.map(({ input }) => input)).size).toBe(keys.length);
});
