/** Keys that send commands to the run. */
import { measuredPace } from "../../run-state/timing.ts";
import { openPrompt, type Action } from "../action.ts";
import { commandAction, keyGroup, type KeyContext } from "../key.ts";

/** Epochs per second: unlimited above FASTEST; below SLOWEST a run would look frozen. */
const FASTEST = 10_000;
const SLOWEST = 0.25;

const UNDO_HELP = "undo the last change or rewind: the run returns to where it was";
const CHECKPOINT_HELP = "name the current state, to return to it with :rewind name";
const SPEED_HELP = "halve and double the speed limit";

const phaseLabel = ({ state }: KeyContext) => (state.phase === "paused" ? "resume" : "pause");
const halveRate = (context: KeyContext) => scaleLearningRate(context, 0.5);
const doubleRate = (context: KeyContext) => scaleLearningRate(context, 2);
const typeRate = (context: KeyContext) => typeCommand(context, "lr ");
const typeCheckpoint = (context: KeyContext) => typeCommand(context, "checkpoint ");

export const controlKeys = keyGroup("control the training", [
  ["space", phaseLabel, "pause and resume the training", { " ": pauseOrResume }],
  ["s", "step", "train one epoch, then pause", { s: (context) => step(context, 1) }],
  ["n", "10 steps", "train ten epochs, then pause; :step 25 trains 25", { n: (context) => step(context, 10) }],
  ["[ ]", "lr", "halve and double the learning rate", { "[": halveRate, "]": doubleRate }],
  ["l", "type lr", "type a learning rate, such as 0.003", { l: typeRate }],
  ["u", "undo", UNDO_HELP, { u: undo }, "nothing to undo"],
  ["c", "checkpoint", CHECKPOINT_HELP, { c: typeCheckpoint }],
  ["< >", "speed", SPEED_HELP, { "<": slowDown }],
  ["< >", "speed", SPEED_HELP, { ">": speedUp }, "the speed is already unlimited"],
]);

/** Pauses a run that trains, so that the step starts at a known epoch. */
function step(context: KeyContext, epochs: number): Action | undefined {
  const { phase, pauseAfter } = context.state;
  if (phase === "running" && pauseAfter === undefined && !context.isPauseRequested)
    return commandAction(context, { type: "pause" });
  return commandAction(context, { type: "step", ...(epochs > 1 && { epochs }) });
}

function undo(context: KeyContext): Action | undefined {
  return context.state.undoableEdits.length > 0 ? commandAction(context, { type: "undo" }) : undefined;
}

function pauseOrResume(context: KeyContext): Action | undefined {
  return commandAction(context, { type: context.state.phase === "paused" ? "resume" : "pause" });
}

/** Opens the prompt for a command that the run must take now. */
function typeCommand(context: KeyContext, beginning: string): Action | undefined {
  return commandAction(context, { type: "pause" }) && openPrompt(beginning);
}

function scaleLearningRate(context: KeyContext, factor: number): Action | undefined {
  if (context.learningRate === undefined) return undefined;
  return commandAction(context, { type: "set", learningRate: context.learningRate * factor });
}

/** Halves the limit, or begins with half of the measured pace, to two significant digits. */
function slowDown(context: KeyContext): Action | undefined {
  const now = context.epochsPerSecond || measuredPace(context.state);
  if (now === undefined) return undefined;
  return commandAction(context, { type: "set", epochsPerSecond: Math.max(SLOWEST, Number((now / 2).toPrecision(2))) });
}

function speedUp(context: KeyContext): Action | undefined {
  if (!context.epochsPerSecond) return undefined;
  const doubled = context.epochsPerSecond * 2;
  return commandAction(context, { type: "set", epochsPerSecond: doubled > FASTEST ? 0 : doubled });
}
