/** Which key does what, and when. The footer, the help and the hands of the user all read this one table. */
import type { Command } from "@epochal/stream/events";
import { measuredPace, type RunState } from "./state.ts";

export type Action =
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "help" }
  | { readonly type: "quit" }
  | { readonly type: "interrupt" };

/** What a key may depend on. */
export interface Situation {
  readonly state: RunState;
  /** Whether this viewer may steer. */
  readonly canSteer: boolean;
  /** Learning rate and pace as they will be once every command sent so far has been answered. */
  readonly learningRate: number | undefined;
  /** 0 or undefined is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
}

export interface Key {
  /** What the terminal sends. */
  readonly input: string;
  /** How the key is called on screen. */
  readonly name: string;
  /** In the footer, where keys that belong together share one name. Default: its own name; "" leaves it out. */
  readonly footer?: string;
  /** What it does, in a word or two. */
  label(situation: Situation): string;
  /** In a whole phrase, for the help. */
  readonly help: string;
  /** What pressing it does now; undefined where it does nothing. */
  press(situation: Situation): Action | undefined;
}

/** A limit above this is none at all, below that one no run is seen to move. */
const FASTEST = 10_000;
const SLOWEST = 0.25;

export const keys: readonly Key[] = [
  {
    input: " ",
    name: "space",
    label: ({ state }) => (state.phase === "paused" ? "resume" : "pause"),
    help: "pause and resume the training",
    press: (situation) => steer(situation, { type: situation.state.phase === "paused" ? "resume" : "pause" }),
  },
  {
    input: "s",
    name: "s",
    label: () => "step",
    help: "train one epoch, then pause",
    press: (situation) => steer(situation, { type: "step" }),
  },
  {
    input: "n",
    name: "n",
    label: () => "10 epochs",
    help: "train ten epochs, then pause",
    press: (situation) => steer(situation, { type: "step", epochs: 10 }),
  },
  {
    input: "[",
    name: "[",
    footer: "[ ]",
    label: () => "lr",
    help: "halve the learning rate",
    press: (situation) => scaleLearningRate(situation, 0.5),
  },
  {
    input: "]",
    name: "]",
    footer: "[ ]",
    label: () => "lr",
    help: "double the learning rate",
    press: (situation) => scaleLearningRate(situation, 2),
  },
  {
    input: "<",
    name: "<",
    footer: "< >",
    label: () => "speed",
    help: "halve the speed, for people to watch",
    press: (situation) => {
      const now = situation.epochsPerSecond || measuredPace(situation.state);
      if (now === undefined) return undefined;
      return steer(situation, { type: "set", epochsPerSecond: Math.max(SLOWEST, roundPace(now / 2)) });
    },
  },
  {
    input: ">",
    name: ">",
    footer: "< >",
    label: () => "speed",
    help: "double the speed, in the end as fast as it goes",
    press: (situation) => {
      if (!situation.epochsPerSecond) return undefined;
      const doubled = situation.epochsPerSecond * 2;
      return steer(situation, { type: "set", epochsPerSecond: doubled > FASTEST ? 0 : doubled });
    },
  },
  { input: "?", name: "?", label: () => "help", help: "show and hide this page", press: () => ({ type: "help" }) },
  { input: "q", name: "q", label: () => "quit", help: "leave the dashboard", press: () => ({ type: "quit" }) },
  {
    input: "\x03",
    name: "Ctrl-C",
    footer: "",
    label: () => "interrupt",
    help: "interrupt the run",
    press: () => ({ type: "interrupt" }),
  },
];

/** What pressing `input` does now, if anything. */
export function press(input: string, situation: Situation): Action | undefined {
  return keys.find((key) => key.input === input)?.press(situation);
}

/** The keys that do something now, as the footer tells them: each name once. */
export function usableKeys(situation: Situation): { name: string; label: string }[] {
  const usable = new Map<string, string>();
  for (const key of keys) {
    const name = key.footer ?? key.name;
    if (name !== "" && key.press(situation)) usable.set(name, key.label(situation));
  }
  return Array.from(usable, ([name, label]) => ({ name, label }));
}

function steer({ state, canSteer }: Situation, command: Command): Action | undefined {
  if (!canSteer || state.phase === "waiting" || state.phase === "finished") return undefined;
  return { type: "command", command };
}

function scaleLearningRate(situation: Situation, factor: number): Action | undefined {
  if (situation.learningRate === undefined) return undefined;
  return steer(situation, { type: "set", learningRate: situation.learningRate * factor });
}

/** Two significant digits: a measured pace has more than anybody means. */
function roundPace(pace: number): number {
  return Number(pace.toPrecision(2));
}
