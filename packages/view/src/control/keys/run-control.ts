/** Keys that send commands to the run. */
import { measuredPace } from "../../run-state/timing.ts";
import { openPrompt, type Action } from "../action.ts";
import { anotherRunAction, commandAction, keyGroup, type KeyContext } from "../key.ts";

/** Epochs per second: unlimited above FASTEST; below SLOWEST a run would look frozen. */
const FASTEST = 10_000;
const SLOWEST = 0.25;

const UNDO_HELP = "undo the last change or rewind: the run returns to where it was";
const CHECKPOINT_HELP = "name the current state, to return to it with :rewind name";
const SPEED_HELP = "halve and double the speed limit";

const halveRate = (context: KeyContext) => scaleLearningRate(context, 0.5);
const doubleRate = (context: KeyContext) => scaleLearningRate(context, 2);
const typeRate = (context: KeyContext) => typeCommand(context, "lr ");
const typeCheckpoint = (context: KeyContext) => typeCommand(context, "checkpoint ");

export const controlKeys = keyGroup("control the training", [
  ["space", phaseLabel, phaseHelp, { " ": pauseOrResume }],
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

/** In an ended run, another one trains on from before the last change of the learning rate. */
function undo(context: KeyContext): Action | undefined {
  const edit = context.state.undoableEdits.at(-1);
  if (!edit) return undefined;
  const { epoch, learningRate, command } = edit;
  const isRateChange = command.type === "set" && command.learningRate !== undefined;
  return (
    commandAction(context, { type: "undo" }) ??
    (isRateChange ? anotherRunAction(context, { kind: "continued", epoch, learningRate }) : undefined)
  );
}

function phaseLabel({ state: { phase } }: KeyContext): string {
  return { paused: "resume", finished: "more epochs" }[phase as string] ?? "pause";
}

function phaseHelp({ state: { phase } }: KeyContext): string {
  if (phase === "finished") return "train on from here, for as many epochs again, in a new run";
  return "pause and resume the training";
}

function pauseOrResume(context: KeyContext): Action | undefined {
  return commandAction(context, { type: context.state.phase === "paused" ? "resume" : "pause" }) ?? trainOn(context);
}

/** More epochs for a run that had trained all of its own, or the rest of those that it had left when it was stopped. */
function trainOn(context: KeyContext): Action | undefined {
  const { finished, started } = context.state;
  if (!started || (finished?.reason !== "completed" && finished?.reason !== "stopped")) return undefined;
  const { epoch } = finished;
  const epochs = finished.reason === "stopped" ? started.spec.epochs : epoch + started.spec.epochs;
  return epoch < epochs ? anotherRunAction(context, { kind: "continued", epoch, epochs }) : undefined;
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
  const now = shownPace(context);
  if (now === undefined) return undefined;
  return commandAction(context, { type: "set", epochsPerSecond: Math.max(SLOWEST, Number((now / 2).toPrecision(2))) });
}

/** The limit; before the first change of it the measured pace, which is lower after a slow start. */
function shownPace({ state, epochsPerSecond }: KeyContext): number | undefined {
  const measured = measuredPace(state);
  if (!epochsPerSecond) return measured;
  const isSlower = state.epochsPerSecond === undefined && measured !== undefined && measured < epochsPerSecond / 2;
  return isSlower ? measured : epochsPerSecond;
}

function speedUp(context: KeyContext): Action | undefined {
  if (!context.epochsPerSecond) return undefined;
  const doubled = Number(((shownPace(context) ?? context.epochsPerSecond) * 2).toPrecision(2));
  return commandAction(context, { type: "set", epochsPerSecond: doubled > FASTEST ? 0 : doubled });
}
