/** The question before a training ends because its viewer leaves: it could not be undone. */
import { cellWidth } from "../characters/cell-width.ts";
import { changeSettings, type Action } from "./action.ts";
import type { KeyContext } from "./key.ts";

export interface ExitPrompt {
  readonly question: string;
  /** The label if there is little room. */
  readonly short: string;
  readonly choices: readonly ExitChoice[];
}

export interface ExitChoice {
  readonly inputs: readonly string[];
  /** The name of the key on the screen. */
  readonly name: string;
  readonly label: string;
  /** The label if there is little room. */
  readonly short: string;
  readonly action: Action;
  /** Whether it is left out if there is no room for it. */
  readonly isOptional?: true;
}

/** The number of trainings that end when the viewer leaves. */
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

/** Whether `q` ends the run instead of leaving it. */
export function endsByQuitting({ staysAfterEnd = false, canControl, state }: KeyContext): boolean {
  return staysAfterEnd && canControl && isTraining(state);
}

/** Leaves, or opens the prompt if a training would end. */
export function requestExit(context: KeyContext): Action {
  return endsByQuitting(context) || runsEndingOnExit(context) > 0
    ? changeSettings({ isExitPromptOpen: true })
    : { type: "quit" };
}

/** The open prompt; undefined once no training is left to end. */
export function currentExitPrompt(context: KeyContext): ExitPrompt | undefined {
  if (!context.settings.isExitPromptOpen) return undefined;
  const ending = runsEndingOnExit(context);
  if (ending > 0) return stopOwnPrompt(ending, context);
  return context.canControl && isTraining(context.state) ? END_RUN_PROMPT : undefined;
}

/** The action of the choice with this key; other keys do nothing. */
export function exitAction(exitPrompt: ExitPrompt, input: string): Action | undefined {
  return exitPrompt.choices.find(({ inputs }) => inputs.includes(input))?.action;
}

function choice(name: string, inputs: readonly string[], label: string, short: string, action: Action): ExitChoice {
  return { inputs, name, label, short, action };
}

const STAY = choice("Esc", ["escape"], "continue", "stay", changeSettings({ isExitPromptOpen: false }));

/** Longer names leave no room for the other choices. */
const MAX_FILE_NAME = 20;

/** The name of a file without its folders, shortened. */
function fileName(path: string): string {
  const name = path.split(/[/\\]/).at(-1)!;
  return cellWidth(name) <= MAX_FILE_NAME ? name : "the file";
}

/** Asks where to save the model, unless it is saved anyway. */
function stopOwnPrompt(count: number, context: KeyContext): ExitPrompt {
  const { savesTo, canExport, canStartAnother, otherRunsEnding = 0 } = context;
  // A viewer that can start another run stays open after the end of this one.
  const isSaveable = canExport && canStartAnother && savesTo === undefined && otherRunsEnding === 0;
  const keep = savesTo === undefined ? "print the result" : `save to ${fileName(savesTo)}`;
  const short = savesTo === undefined ? "print" : "save";
  return {
    question: ["Stop the training?", "Stop both trainings?"][count - 1] ?? `Stop all ${count} trainings?`,
    short: "Stop?",
    choices: [
      // A second q confirms the first.
      choice("Enter", ["return", "q"], keep, short, { type: "quit" }),
      ...(isSaveable
        ? [{ ...choice("s", ["s"], "save", "save", { type: "stopAndSave" }), isOptional: true as const }]
        : []),
      choice("d", ["d"], "discard it", "discard", { type: "quit", discard: true }),
      STAY,
    ],
  };
}

/** For a run that would continue without this viewer. */
const END_RUN_PROMPT: ExitPrompt = {
  question: "End the run?",
  short: "End?",
  choices: [
    choice("Enter", ["return"], "keep the model", "keep", { type: "command", command: { type: "stop" } }),
    choice("d", ["d"], "discard it", "discard", { type: "command", command: { type: "stop", discard: true } }),
    STAY,
  ],
};
