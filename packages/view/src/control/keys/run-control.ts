/** Keys that send commands to the run. */
import { measuredPace } from "../../run-state/timing.ts";
import { openPrompt, type Action } from "../action.ts";
import { commandAction, type KeyContext, type KeyGroup } from "../key.ts";

/** Epochs per second: unlimited above FASTEST; below SLOWEST a run would look frozen. */
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
  help: () => "halve and double the speed limit",
} as const;

export const controlKeys: KeyGroup = {
  title: "control the training",
  keys: [
    {
      input: " ",
      name: "space",
      label: ({ state }) => (state.phase === "paused" ? "resume" : "pause"),
      help: () => "pause and resume the training",
      press: (context) => commandAction(context, { type: context.state.phase === "paused" ? "resume" : "pause" }),
    },
    {
      input: "s",
      name: "s",
      label: () => "step",
      help: () => "train one epoch, then pause",
      press: (context) => step(context, 1),
    },
    {
      input: "n",
      name: "n",
      label: () => "10 steps",
      help: () => "train ten epochs, then pause; :step 25 trains 25",
      isHiddenInFooter: true,
      press: (context) => step(context, 10),
    },
    { input: "[", ...learningRate, press: (context) => scaleLearningRate(context, 0.5) },
    { input: "]", ...learningRate, press: (context) => scaleLearningRate(context, 2) },
    {
      input: "l",
      name: "l",
      label: () => "type lr",
      help: () => "type a learning rate, such as 0.003",
      isHiddenInFooter: true,
      press: (context) => commandAction(context, { type: "pause" }) && openPrompt("lr "),
    },
    {
      input: "u",
      name: "u",
      label: () => "undo",
      help: () => "undo the last change or rewind: the run returns to where it was",
      press: (context) => (hasChanged(context) ? commandAction(context, { type: "undo" }) : undefined),
      unavailableReason: () => "nothing to undo",
    },
    {
      input: "c",
      name: "c",
      label: () => "checkpoint",
      help: () => "name the current state, to return to it with :rewind name",
      isHiddenInFooter: true,
      press: (context) => commandAction(context, { type: "pause" }) && openPrompt("checkpoint "),
    },
    {
      input: "<",
      ...speed,
      press: (context) => {
        const now = context.epochsPerSecond || measuredPace(context.state);
        if (now === undefined) return undefined;
        return commandAction(context, { type: "set", epochsPerSecond: Math.max(SLOWEST, roundPace(now / 2)) });
      },
    },
    {
      input: ">",
      ...speed,
      press: (context) => {
        if (!context.epochsPerSecond) return undefined;
        const doubled = context.epochsPerSecond * 2;
        return commandAction(context, { type: "set", epochsPerSecond: doubled > FASTEST ? 0 : doubled });
      },
      unavailableReason: () => "the speed is already unlimited",
    },
  ],
};

/** Pauses a run that trains, so that the step starts at a known epoch. */
function step(context: KeyContext, epochs: number): Action | undefined {
  const { phase, pauseAfter } = context.state;
  if (phase === "running" && pauseAfter === undefined && !context.isPauseRequested)
    return commandAction(context, { type: "pause" });
  return commandAction(context, { type: "step", ...(epochs > 1 && { epochs }) });
}

function hasChanged({ state: { undoableEdits } }: KeyContext): boolean {
  return undoableEdits.length > 0;
}

function scaleLearningRate(context: KeyContext, factor: number): Action | undefined {
  if (context.learningRate === undefined) return undefined;
  return commandAction(context, { type: "set", learningRate: context.learningRate * factor });
}

/** Two significant digits: a measured pace has too many. */
function roundPace(pace: number): number {
  return Number(pace.toPrecision(2));
}
