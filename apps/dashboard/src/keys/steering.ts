/** Keys that change how the run goes on. */
import { measuredPace } from "../timing.ts";
import { ask, steer, type Action, type KeyGroup, type Situation } from "./key.ts";

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

export const steering: KeyGroup = {
  title: "steer the training",
  keys: [
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
      press: (situation) => step(situation, 1),
    },
    {
      input: "n",
      name: "n",
      label: () => "10 steps",
      help: () => "train ten epochs, then pause; :step 25 for as many",
      isQuiet: true,
      press: (situation) => step(situation, 10),
    },
    { input: "[", ...learningRate, press: (situation) => scaleLearningRate(situation, 0.5) },
    { input: "]", ...learningRate, press: (situation) => scaleLearningRate(situation, 2) },
    {
      input: "l",
      name: "l",
      label: () => "type lr",
      help: () => "type a learning rate, such as 0.003",
      isQuiet: true,
      press: (situation) => steer(situation, { type: "pause" }) && ask("lr "),
    },
    {
      input: "u",
      name: "u",
      label: () => "undo",
      help: () => "take back the last change, rewind or undo: the run stands where it was",
      press: (situation) => (hasChanged(situation) ? steer(situation, { type: "undo" }) : undefined),
      whyNot: () => "nothing to undo",
    },
    {
      input: "c",
      name: "c",
      label: () => "checkpoint",
      help: () => "name the state of now, to come back to it: :rewind name",
      isQuiet: true,
      press: (situation) => steer(situation, { type: "pause" }) && ask("checkpoint "),
    },
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
      whyNot: () => "the run goes as fast as it can already",
    },
  ],
};

/** A run that is not paused is paused first: a step begins where one knows it stands. */
function step(situation: Situation, epochs: number): Action | undefined {
  const { phase, pauseAfter } = situation.state;
  if (phase === "running" && pauseAfter === undefined && !situation.isPausing)
    return steer(situation, { type: "pause" });
  return steer(situation, { type: "step", ...(epochs > 1 && { epochs }) });
}

/** Whether something was changed that can be taken back. */
function hasChanged({ state: { deeds } }: Situation): boolean {
  return deeds.length > 0;
}

function scaleLearningRate(situation: Situation, factor: number): Action | undefined {
  if (situation.learningRate === undefined) return undefined;
  return steer(situation, { type: "set", learningRate: situation.learningRate * factor });
}

/** Two significant digits: a measured pace has more than anybody means. */
function roundPace(pace: number): number {
  return Number(pace.toPrecision(2));
}
