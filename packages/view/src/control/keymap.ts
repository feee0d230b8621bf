/** The keymap: which key does what, and when. Key presses, hints and help all use this one table. */
import { changeSettings, rejectFinally, type Action } from "./action.ts";
import { currentExitPrompt, exitAction } from "./exit-prompt.ts";
import { controlBlockedReason, type Key, type KeyContext, type KeyGroup } from "./key.ts";
import { chartKeys } from "./keys/charts.ts";
import { generalKeys } from "./keys/general.ts";
import { historyKeys } from "./keys/history.ts";
import { panelKeys } from "./keys/panels.ts";
import { controlKeys } from "./keys/run-control.ts";
import { runKeys } from "./keys/runs.ts";

export const keyGroups: readonly KeyGroup[] = [controlKeys, historyKeys, runKeys, panelKeys, chartKeys, generalKeys];

/** Keys that always work, unless a command is being typed. */
const ALWAYS = new Set(["ctrl-c", "ctrl-z"]);

const keys: readonly Key[] = keyGroups.flatMap((group) => group.keys);

/** The action of a pressed key while no command is being typed, if any. */
export function keymapAction(input: string, context: KeyContext): Action | undefined {
  const exitPrompt = currentExitPrompt(context);
  // Only its choices close the exit prompt.
  if (exitPrompt && !ALWAYS.has(input)) return exitAction(exitPrompt, input);
  const { helpPage } = context.settings;
  // The help covers the panels, so keys do not change them.
  if (helpPage !== undefined && !ALWAYS.has(input)) return turnPage(input, helpPage);
  const key = keys.find((one) => one.input === input);
  return key?.press(context) ?? (key && explainRejection(key, context));
}

/** Why a key does nothing: the run takes no commands and the key would send one, or the reason of the key itself. */
function explainRejection(key: Key, context: KeyContext): Action | undefined {
  const { state } = context;
  const able: KeyContext = { ...context, canControl: true, status: undefined, state: { ...state, phase: "running" } };
  const reason = key.press(able) || key.unavailableReason ? controlBlockedReason(context) : undefined;
  const why = reason ?? key.unavailableReason;
  return why === undefined ? undefined : rejectFinally(why);
}

/** Keys that do something now, or in one of other situations, each name once. */
export function usableKeys(context: KeyContext, among = keys, others: readonly KeyContext[] = []): Key[] {
  const situations = [context, ...others];
  const usable = new Map<string, Key>();
  for (const key of among)
    if (!usable.has(key.name) && situations.some((one) => key.press(one))) usable.set(key.name, key);
  return [...usable.values()];
}

/** The names of keys worth a hint, the most useful first; others while the viewer looks back. Help and the way out are last. */
const HINTS = ["↑ ↓", "r", "space", "s", "[ ]", "← →", "< >", "u", "*", "N", "g", "v", "P", "p", "Tab"];
const PAST_HINTS = ["↑ ↓", "Esc", "← →", "R", "b", "*", "g", "space", "s", "[ ]", "u", "< >", "v", "P", "Tab", "p"];
const LAST_HINTS = ["?", "q"];

export function keyHints(context: KeyContext): Key[] {
  const { cursor, focus, full } = context.settings;
  const enlarge = focus && !full ? ["Enter"] : [];
  const names = [...enlarge, ...(cursor === undefined ? HINTS : PAST_HINTS), ...(full ? ["Esc"] : []), ...LAST_HINTS];
  const rank = ({ name }: Key) => names.indexOf(name);
  return usableKeys(context)
    .filter((key) => rank(key) >= 0)
    .toSorted((a, b) => rank(a) - rank(b));
}

/** Turns the pages of the help; any other key closes it. */
function turnPage(input: string, page: number): Action {
  const step = { down: 1, pagedown: 1, right: 1, up: -1, pageup: -1, left: -1 }[input];
  return changeSettings({ helpPage: step === undefined ? undefined : Math.max(0, page + step) });
}
