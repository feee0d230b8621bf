/** Which key does what, and when. The footer, the help and the hands of the user all read this one table. */
import type { Command } from "@epochal/stream/events";
import { otherLossScale } from "./loss-scale.ts";
import { measuredPace } from "./timing.ts";
import type { Scale } from "./charts/axis.ts";
import type { RunState } from "./state.ts";

export type Action =
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "lossScale"; readonly scale: Scale }
  | { readonly type: "help" }
  | { readonly type: "quit" }
  | { readonly type: "interrupt" }
  | { readonly type: "suspend" };

/** What a key may depend on. */
export interface Situation {
  readonly state: RunState;
  /** Whether this viewer may steer. */
  readonly canSteer: boolean;
  /** Whether the run goes on when this viewer leaves, though it may steer. Default false. */
  readonly goesOn?: boolean;
  /** Learning rate and pace as they will be once every command sent so far has been answered. */
  readonly learningRate: number | undefined;
  /** 0 or undefined is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
  /** The axis of the losses, where the viewer has chosen one. */
  readonly lossScale: Scale | undefined;
}

export interface Key {
  /** What the terminal sends. */
  readonly input: string;
  /** How the key is called on screen; keys that belong together share one name, one label and one help. */
  readonly name: string;
  /** What it does, in a word or two. */
  label(situation: Situation): string;
  /** In a whole phrase, for the help. */
  help(situation: Situation): string;
  /** Only the help tells of it. Default false. */
  readonly isQuiet?: true;
  /** What pressing it does now; undefined where it does nothing. */
  press(situation: Situation): Action | undefined;
}

/** A limit above this is none at all, below that one no run is seen to move. */
const FASTEST = 10_000;
const SLOWEST = 0.25;

const learningRate = {
  name: "[ ]",
  label: () => "lr",
  help: () => "halve and double the learning rate",
} as const;

const speed = {
  name: "< >",
  label: () => "speed",
  help: () => "halve and double the speed, for people to watch",
} as const;

export const keys: readonly Key[] = [
  {
    input: " ",
    name: "space",
    label: ({ state }) => (state.phase === "paused" ? "resume" : "pause"),
    help: () => "pause and resume the training",
    press: (situation) => steer(situation, { type: situation.state.phase === "paused" ? "resume" : "pause" }),
  },
  {
    input: "s",
    name: "s",
    label: () => "step",
    help: () => "train one epoch, then pause",
    press: (situation) => steer(situation, { type: "step" }),
  },
  {
    input: "n",
    name: "n",
    label: () => "10 epochs",
    help: () => "train ten epochs, then pause",
    press: (situation) => steer(situation, { type: "step", epochs: 10 }),
  },
  { input: "[", ...learningRate, press: (situation) => scaleLearningRate(situation, 0.5) },
  { input: "]", ...learningRate, press: (situation) => scaleLearningRate(situation, 2) },
  {
    input: "<",
    ...speed,
    press: (situation) => {
      const now = situation.epochsPerSecond || measuredPace(situation.state);
      if (now === undefined) return undefined;
      return steer(situation, { type: "set", epochsPerSecond: Math.max(SLOWEST, roundPace(now / 2)) });
    },
  },
  {
    input: ">",
    ...speed,
    press: (situation) => {
      if (!situation.epochsPerSecond) return undefined;
      const doubled = situation.epochsPerSecond * 2;
      return steer(situation, { type: "set", epochsPerSecond: doubled > FASTEST ? 0 : doubled });
    },
  },
  {
    input: "y",
    name: "y",
    label: (situation) => otherLossScale(situation) ?? "log",
    help: () => "draw the losses on a logarithmic or a linear axis",
    press: (situation) => {
      const scale = otherLossScale(situation);
      return scale && { type: "lossScale", scale };
    },
  },
  {
    input: "?",
    name: "?",
    label: () => "help",
    help: () => "show and hide this page",
    press: () => ({ type: "help" }),
  },
  {
    input: "q",
    name: "q",
    label: (situation) => (stopsWhenLeft(situation) ? "stop & quit" : "quit"),
    help: (situation) =>
      stopsWhenLeft(situation) ? "stop the training, keep what it has learned, quit" : quitHelp(situation),
    press: () => ({ type: "quit" }),
  },
  {
    input: "\x03",
    name: "Ctrl-C",
    label: () => "interrupt",
    help: () => "the same as q, but the shell hears of an interruption",
    isQuiet: true,
    press: () => ({ type: "interrupt" }),
  },
  {
    input: "\x1a",
    name: "Ctrl-Z",
    label: () => "suspend",
    help: (situation) =>
      `back to the shell until \`fg\`${stopsWhenLeft(situation) ? "; the training halts as well" : ""}`,
    isQuiet: true,
    press: () => ({ type: "suspend" }),
  },
];

/** What pressing `input` does now, if anything. */
export function press(input: string, situation: Situation): Action | undefined {
  return keys.find((key) => key.input === input)?.press(situation);
}

/** The keys that do something now, each name once. */
export function usableKeys(situation: Situation): Key[] {
  const usable = new Map<string, Key>();
  for (const key of keys) if (key.press(situation)) usable.set(key.name, key);
  return [...usable.values()];
}

/** Whether the run trains for this viewer: then it ends when the viewer leaves. */
function stopsWhenLeft({ state, canSteer, goesOn = false }: Situation): boolean {
  return canSteer && !goesOn && (state.phase === "running" || state.phase === "paused" || state.phase === "waiting");
}

function quitHelp({ canSteer, goesOn = false, state }: Situation): string {
  return (canSteer && !goesOn) || state.phase === "finished" || state.phase === "interrupted"
    ? "quit: the run is over"
    : "quit watching: the run goes on without you";
}

function steer({ state, canSteer }: Situation, command: Command): Action | undefined {
  if (!canSteer || (state.phase !== "running" && state.phase !== "paused")) return undefined;
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
