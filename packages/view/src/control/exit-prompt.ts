/** What becomes of a training when its viewer leaves: asked where it would end, for then there is no way back. */
import { changeSettings, type Action } from "./action.ts";
import type { KeyContext } from "./key.ts";

/** A question and what may be answered. */
export interface ExitPrompt {
  readonly question: string;
  /** For where there is no room. */
  readonly short: string;
  readonly choices: readonly ExitChoice[];
}

export interface ExitChoice {
  /** The first is the one that is told. */
  readonly inputs: readonly string[];
  /** How that key is called on screen. */
  readonly name: string;
  readonly label: string;
  /** For where there is no room. */
  readonly short: string;
  readonly action: Action;
}

/** How many trainings end when this viewer leaves: those that train for it, and have begun. */
export function runsEndingOnExit({
  state,
  canControl,
  outlivesViewer = false,
  otherRunsEnding = 0,
}: KeyContext): number {
  return otherRunsEnding + (canControl && !outlivesViewer && isTraining(state) ? 1 : 0);
}

export function isTraining({ phase }: KeyContext["state"]): boolean {
  return phase === "running" || phase === "paused";
}

/** What leaving does: it asks first where a training would end. */
export function requestExit(context: KeyContext): Action {
  return runsEndingOnExit(context) > 0 ? changeSettings({ isExitPromptOpen: true }) : { type: "quit" };
}

/** The question, while it stands; none once there is nothing left to end. */
export function currentExitPrompt(context: KeyContext): ExitPrompt | undefined {
  if (!context.settings.isExitPromptOpen) return undefined;
  const ending = runsEndingOnExit(context);
  if (ending > 0) return stopOwnPrompt(ending);
  return context.canControl && isTraining(context.state) ? END_RUN_PROMPT : undefined;
}

/** What a key answers; keys that are no answer do nothing. */
export function exitAction(exitPrompt: ExitPrompt, input: string): Action | undefined {
  return exitPrompt.choices.find(({ inputs }) => inputs.includes(input))?.action;
}

const STAY: ExitChoice = {
  inputs: ["escape"],
  name: "Esc",
  label: "go on",
  short: "go on",
  action: changeSettings({ isExitPromptOpen: false }),
};

function stopOwnPrompt(count: number): ExitPrompt {
  return {
    question: ["Stop the training?", "Stop both trainings?"][count - 1] ?? `Stop all ${count} trainings?`,
    short: "Stop?",
    choices: [
      {
        inputs: ["q", "return"],
        name: "q",
        label: "stop & keep what was learned",
        short: "keep",
        action: { type: "quit" },
      },
      {
        inputs: ["d"],
        name: "d",
        label: "discard it",
        short: "discard",
        action: { type: "quit", discard: true },
      },
      STAY,
    ],
  };
}

/** Of a run that would go on without this viewer. */
const END_RUN_PROMPT: ExitPrompt = {
  question: "End the run?",
  short: "End it?",
  choices: [
    {
      inputs: ["return"],
      name: "Enter",
      label: "stop & keep",
      short: "keep",
      action: { type: "command", command: { type: "stop" } },
    },
    {
      inputs: ["d"],
      name: "d",
      label: "discard it",
      short: "discard",
      action: { type: "command", command: { type: "stop", discard: true } },
    },
    { inputs: ["q"], name: "q", label: "leave it running", short: "leave", action: { type: "quit" } },
    STAY,
  ],
};
