import { expect, test } from "vitest";
import { line } from "../test/story.ts";
import { keys, press, usableKeys, type Action, type Situation } from "./keys.ts";
import { initialState, interrupt } from "./state.ts";

const running = line().train(3).state;
const paused = line().train(3).command({ type: "pause" }).state;
const finished = line({ epochs: 3 }).train().state;

function situation(changes: Partial<Situation> = {}): Situation {
  return {
    state: running,
    canSteer: true,
    learningRate: 0.01,
    epochsPerSecond: undefined,
    lossScale: undefined,
    ...changes,
  };
}

const command = (sent: object): Action => ({ type: "command", command: sent }) as Action;

test("space pauses a run and resumes a paused one", () => {
  expect(press(" ", situation())).toEqual(command({ type: "pause" }));
  expect(press(" ", situation({ state: paused }))).toEqual(command({ type: "resume" }));
});

test("s steps one epoch, n ten, running or paused", () => {
  for (const state of [running, paused]) {
    expect(press("s", situation({ state }))).toEqual(command({ type: "step" }));
    expect(press("n", situation({ state }))).toEqual(command({ type: "step", epochs: 10 }));
  }
});

test("[ and ] halve and double the learning rate", () => {
  expect(press("[", situation())).toEqual(command({ type: "set", learningRate: 0.005 }));
  expect(press("]", situation())).toEqual(command({ type: "set", learningRate: 0.02 }));
});

test("< and > halve and double the pace; beyond what eyes tell apart there is no limit", () => {
  const at = (epochsPerSecond: number) => situation({ epochsPerSecond });
  expect(press("<", at(20))).toEqual(command({ type: "set", epochsPerSecond: 10 }));
  expect(press(">", at(20))).toEqual(command({ type: "set", epochsPerSecond: 40 }));
  expect(press("<", at(0.25))).toEqual(command({ type: "set", epochsPerSecond: 0.25 }));
  expect(press(">", at(8000))).toEqual(command({ type: "set", epochsPerSecond: 0 }));
});

test("an unlimited run is slowed to half the pace it is seen to have, and cannot go faster", () => {
  const { state } = line().train(100);
  expect(press("<", situation({ state }))).toEqual(command({ type: "set", epochsPerSecond: 100 }));
  expect(press(">", situation({ state, epochsPerSecond: 0 }))).toBeUndefined();
});

test("before the first event, after the last one and without the right, nothing is steered", () => {
  const without = [
    situation({ state: initialState(), learningRate: undefined }),
    situation({ state: finished }),
    situation({ state: interrupt(running) }),
    situation({ canSteer: false }),
  ];
  for (const now of without) {
    expect(keys.filter((key) => key.press(now)?.type === "command")).toEqual([]);
    expect(usableKeys(now).map(({ name }) => name)).toEqual(
      now.state.latest ? ["y", "?", "q", "Ctrl-C", "Ctrl-Z"] : ["?", "q", "Ctrl-C", "Ctrl-Z"],
    );
  }
});

test("keys that belong together are told once", () => {
  const now = situation({ epochsPerSecond: 20 });
  expect(usableKeys(now).map((key) => `${key.name} ${key.label(now)}`)).toEqual([
    "space pause",
    "s step",
    "n 10 epochs",
    "[ ] lr",
    "< > speed",
    "y log",
    "? help",
    "q stop & quit",
    "Ctrl-C interrupt",
    "Ctrl-Z suspend",
  ]);
});

test("q says that it stops a run of one's own, and only then", () => {
  const q = keys.find(({ name }) => name === "q")!;
  const said = (now: Situation) => [q.label(now), q.help(now)];
  const stops = ["stop & quit", "stop the training, keep what it has learned, quit"];
  expect(said(situation())).toEqual(stops);
  expect(said(situation({ state: paused }))).toEqual(stops);
  expect(said(situation({ state: finished }))).toEqual(["quit", "quit: the run is over"]);
  expect(said(situation({ canSteer: false }))).toEqual(["quit", "quit watching: the run goes on without you"]);
});

test("y draws the losses on the axis they are not drawn on now, as long as all of them have a logarithm", () => {
  const wide = line().train(400).state;
  expect(press("y", situation())).toEqual({ type: "lossScale", scale: "log" });
  expect(press("y", situation({ lossScale: "log" }))).toEqual({ type: "lossScale", scale: "linear" });
  expect(press("y", situation({ state: wide }))).toEqual({ type: "lossScale", scale: "linear" });
  expect(press("y", situation({ state: wide, lossScale: "linear" }))).toEqual({ type: "lossScale", scale: "log" });
  const negative = line().train(3).state;
  negative.curves.loss.push(4, -0.5);
  expect(press("y", situation({ state: negative }))).toBeUndefined();
});

test("q quits, Ctrl-C interrupts, Ctrl-Z suspends, ? helps; other keys do nothing", () => {
  expect(press("q", situation())).toEqual({ type: "quit" });
  expect(press("\x03", situation())).toEqual({ type: "interrupt" });
  expect(press("\x1a", situation())).toEqual({ type: "suspend" });
  expect(press("?", situation())).toEqual({ type: "help" });
  expect(press("x", situation())).toBeUndefined();
});

test("no two keys share what the terminal sends", () => {
  expect(new Set(keys.map(({ input }) => input)).size).toBe(keys.length);
});
