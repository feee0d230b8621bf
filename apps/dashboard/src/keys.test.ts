import { expect, test } from "vitest";
import { line } from "../test/story.ts";
import { keys, press, usableKeys, type Action, type Situation } from "./keys.ts";
import { initialState } from "./state.ts";

const running = line().train(3).state;
const paused = line().train(3).command({ type: "pause" }).state;
const finished = line({ epochs: 3 }).train().state;

function situation(changes: Partial<Situation> = {}): Situation {
  return { state: running, canSteer: true, learningRate: 0.01, epochsPerSecond: undefined, ...changes };
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
    situation({ canSteer: false }),
  ];
  for (const now of without) {
    expect(usableKeys(now)).toEqual([
      { name: "?", label: "help" },
      { name: "q", label: "quit" },
    ]);
  }
});

test("the footer tells each pair of keys once", () => {
  expect(usableKeys(situation({ epochsPerSecond: 20 })).map(({ name, label }) => `${name} ${label}`)).toEqual([
    "space pause",
    "s step",
    "n 10 epochs",
    "[ ] lr",
    "< > speed",
    "? help",
    "q quit",
  ]);
});

test("q quits, Ctrl-C interrupts, ? helps; other keys do nothing", () => {
  expect(press("q", situation())).toEqual({ type: "quit" });
  expect(press("\x03", situation())).toEqual({ type: "interrupt" });
  expect(press("?", situation())).toEqual({ type: "help" });
  expect(press("x", situation())).toBeUndefined();
});

test("no two keys share what the terminal sends", () => {
  expect(new Set(keys.map(({ input }) => input)).size).toBe(keys.length);
});
