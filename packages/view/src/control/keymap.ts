/** Which key does what, and when. The footer, the help and the hands of the user all read this one table. */
import { handlePromptKey } from "./prompt.ts";
import { panelKeys } from "./keys/panels.ts";
import { runKeys } from "./keys/runs.ts";
import { chartKeys } from "./keys/charts.ts";
import { rejectFinally, changeSettings, type Action } from "./action.ts";
import { controlBlockedReason, type Key, type KeyGroup, type KeyContext } from "./key.ts";
import { generalKeys } from "./keys/general.ts";
import { historyKeys } from "./keys/history.ts";
import { exitAction, currentExitPrompt } from "./exit-prompt.ts";
import { controlKeys } from "./keys/run-control.ts";

export const keyGroups: readonly KeyGroup[] = [controlKeys, historyKeys, runKeys, panelKeys, chartKeys, generalKeys];

/** Ctrl-C, Ctrl-Z. */
const FROM_TERMINAL = new Set(["\x03", "\x1a"]);

const keys = keyGroups.flatMap((group) => group.keys);

/** What pressing `input` does now, if anything. */
export function keyAction(input: string, context: KeyContext): Action | undefined {
  if (context.settings.prompt !== undefined) return handlePromptKey(input, context);
  const exitPrompt = currentExitPrompt(context);
  // Out of the question lead its answers, and what the terminal itself asks for.
  if (exitPrompt && !FROM_TERMINAL.has(input)) return exitAction(exitPrompt, input);
  const { helpPage } = context.settings;
  // What lies behind the help is not seen, and so not changed.
  if (helpPage !== undefined && !FROM_TERMINAL.has(input)) return turnPage(input, helpPage);
  const key = keys.find((one) => one.input === input);
  return key?.press(context) ?? (key && explainRejection(key, context));
}

/** A key that does nothing says why: that nothing can be steered, where it would, or what it says itself. */
function explainRejection(key: Key, context: KeyContext): Action | undefined {
  const { state } = context;
  const able: KeyContext = { ...context, canControl: true, status: undefined, state: { ...state, phase: "running" } };
  const reason = key.press(able) || key.unavailableReason ? controlBlockedReason(context) : undefined;
  const why = reason ?? key.unavailableReason?.(context);
  return why === undefined ? undefined : rejectFinally(why);
}

/** Keys that do something now, each name once. */
export function usableKeys(context: KeyContext, among: readonly Key[] = keys): Key[] {
  const usable = new Map<string, Key>();
  for (const key of among) if (!usable.has(key.name) && key.press(context)) usable.set(key.name, key);
  return [...usable.values()];
}

/** While the help is shown, these turn its pages; any other key closes it, and does nothing else. */
function turnPage(input: string, page: number): Action {
  const step = { down: 1, pagedown: 1, right: 1, up: -1, pageup: -1, left: -1 }[input];
  return changeSettings({ helpPage: step === undefined ? undefined : Math.max(0, page + step) });
}
