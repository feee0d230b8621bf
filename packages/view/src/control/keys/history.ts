/** Keys that move the cursor over the epochs, and rewind or branch there. */
import { bestEpoch } from "../../queries/best-epoch.ts";
import { visibleEpochs } from "../../queries/visible-epochs.ts";
import { knownEpochs } from "../../run-state/state-at.ts";
import { changeSettings, openPrompt, type Action } from "../action.ts";
import { commandAction, type KeyContext, type KeyGroup } from "../key.ts";

const cursor = {
  name: "← →",
  label: () => "look back",
  help: () => "look back and forth over the epochs; PgUp PgDn in leaps, , . one by one",
} as const;

const hiddenCursor = { ...cursor, isHiddenInFooter: true } as const;

export const historyKeys: KeyGroup = {
  title: "look back",
  keys: [
    { input: "left", ...cursor, press: (context) => move(context, -1) },
    { input: "right", ...cursor, press: (context) => move(context, 1) },
    { input: "pageup", ...hiddenCursor, press: (context) => move(context, -10) },
    { input: "pagedown", ...hiddenCursor, press: (context) => move(context, 10) },
    { input: ",", ...hiddenCursor, press: (context) => move(context, -1, 1) },
    { input: ".", ...hiddenCursor, press: (context) => move(context, 1, 1) },
    {
      input: "home",
      name: "Home End",
      label: () => "first/now",
      help: () => "the first epoch, and now",
      isHiddenInFooter: true,
      press: (context) =>
        hasEpochs(context) ? changeSettings({ cursor: knownEpochs(context.state).first }) : undefined,
    },
    {
      input: "end",
      name: "Home End",
      label: () => "first/now",
      help: () => "the first epoch, and now",
      isHiddenInFooter: true,
      press: (context) => (hasEpochs(context) ? changeSettings({ cursor: undefined }) : undefined),
    },
    {
      input: "*",
      name: "*",
      label: () => "best",
      help: () => "show the best epoch so far",
      press: (context) => {
        const best = bestEpoch(context.state);
        return best === undefined ? undefined : changeSettings({ cursor: best });
      },
    },
    {
      input: "R",
      name: "R",
      label: () => "rewind here",
      help: () => "rewind the training to the shown epoch and continue there; u undoes it",
      press: (context) => {
        const { cursor } = context.settings;
        return cursor === undefined ? undefined : commandAction(context, { type: "rewind", epoch: cursor });
      },
      unavailableReason: () => "look back first, with the arrow keys: R rewinds to the shown epoch",
    },
    {
      input: "b",
      name: "b",
      label: () => "branch",
      help: () => "start a new run at the shown epoch; this one continues",
      isHiddenInFooter: true,
      press: (context) => {
        const { cursor } = context.settings;
        return commandAction(context, { type: "branch", ...(cursor !== undefined && { epoch: cursor }) });
      },
    },
    {
      input: "g",
      name: "g",
      label: () => "go to",
      help: () => "type an epoch to show",
      press: (context) => (hasEpochs(context) ? openPrompt("goto ") : undefined),
    },
  ],
};

function hasEpochs({ state }: KeyContext): boolean {
  return state.latest !== undefined;
}

/** Moves the cursor by hundredths of the visible epochs, or by `epochs`; past the newest epoch is now. */
function move(context: KeyContext, steps: number, epochs?: number): Action | undefined {
  if (!hasEpochs(context)) return undefined;
  const { state, settings } = context;
  const { first, last } = knownEpochs(state);
  const shown = visibleEpochs(context);
  const step = epochs ?? Math.max(1, Math.round((Math.min(shown.max, last) - shown.min) / 100));
  const from = settings.cursor ?? last;
  const to = Math.max(first, from + steps * step);
  if (to < last) return changeSettings({ cursor: to });
  return settings.cursor === undefined ? undefined : changeSettings({ cursor: undefined });
}
