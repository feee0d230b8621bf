/** Keys that move the cursor over the epochs, and rewind or branch there. */
import { bestEpoch } from "../../queries/best-epoch.ts";
import { visibleEpochs } from "../../queries/visible-epochs.ts";
import { knownEpochs } from "../../run-state/state-at.ts";
import { changeSettings, openPrompt, type Action } from "../action.ts";
import { anotherRunAction, commandAction, keyGroup, type KeyContext } from "../key.ts";

const CURSOR_HELP = "look back and forth over the epochs; PgUp and PgDn: far, comma and dot: one epoch";
const REWIND_HELP = "rewind the training to the shown epoch and continue there; u undoes it";
const NOT_IN_PAST = "look back first, with the arrow keys: R and b continue from the shown epoch";

const moving = (steps: number, epochs?: number) => (context: KeyContext) => move(context, steps, epochs);
const arrowKeys = { left: moving(-1), right: moving(1), pageup: moving(-10), pagedown: moving(10) };
const singleStepKeys = { ",": moving(-1, 1), ".": moving(1, 1) };

export const historyKeys = keyGroup("look back", [
  ["← →", "look back", CURSOR_HELP, { ...arrowKeys, ...singleStepKeys }],
  ["Home End", "first/now", "the first epoch, and now", { home: showFirst, end: showNow }],
  ["*", "best", "show the best epoch so far", { "*": showBest }],
  ["R", "rewind here", REWIND_HELP, { R: rewind }, NOT_IN_PAST],
  ["b", "branch", "start a new run at the shown epoch; this one continues", { b: branch }, NOT_IN_PAST],
  ["g", "go to", "type an epoch to show", { g: ({ state }) => state.latest && openPrompt("goto ") }],
]);

function showFirst({ state }: KeyContext): Action | undefined {
  return state.latest && changeSettings({ cursor: knownEpochs(state).first });
}

function showNow({ state }: KeyContext): Action | undefined {
  return state.latest && changeSettings({ cursor: undefined });
}

function showBest({ state }: KeyContext): Action | undefined {
  const best = bestEpoch(state);
  return best === undefined ? undefined : changeSettings({ cursor: best });
}

function rewind(context: KeyContext): Action | undefined {
  const { cursor } = context.settings;
  if (cursor === undefined) return undefined;
  return commandAction(context, { type: "rewind", epoch: cursor }) ?? continueAt(context, cursor);
}

function branch(context: KeyContext): Action | undefined {
  const { cursor } = context.settings;
  const command = commandAction(context, { type: "branch", ...(cursor !== undefined && { epoch: cursor }) });
  // An ended run has no epochs left after its last.
  return command ?? (cursor === undefined ? undefined : continueAt(context, cursor));
}

function continueAt(context: KeyContext, epoch: number): Action | undefined {
  return anotherRunAction(context, { kind: "continued", epoch });
}

/** Moves the cursor by hundredths of the visible epochs, or by `epochs`; past the newest epoch is now. */
function move(context: KeyContext, steps: number, epochs?: number): Action | undefined {
  const { state, settings } = context;
  if (!state.latest) return undefined;
  const { first, last } = knownEpochs(state);
  const shown = visibleEpochs(context);
  const step = epochs ?? Math.max(1, Math.round((Math.min(shown.max, last) - shown.min) / 100));
  const from = settings.cursor ?? last;
  const to = Math.max(first, from + steps * step);
  if (to < last) return changeSettings({ cursor: to });
  return settings.cursor === undefined ? undefined : changeSettings({ cursor: undefined });
}
