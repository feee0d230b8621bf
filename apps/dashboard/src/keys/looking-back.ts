/** Keys that move through the epochs; all panels show the epoch of the cursor. */
import { knownEpochs } from "../state-at.ts";
import { shownEpochs } from "../shown-epochs.ts";
import { ask, look, steer, type Action, type KeyGroup, type Situation } from "./key.ts";

const cursor = {
  name: "← →",
  label: () => "look back",
  help: () => "look back and forth over the epochs; PgUp PgDn in leaps, , . one by one",
} as const;

const quietly = { ...cursor, isQuiet: true } as const;

export const lookingBack: KeyGroup = {
  title: "look back",
  keys: [
    { input: "left", ...cursor, press: (situation) => move(situation, -1) },
    { input: "right", ...cursor, press: (situation) => move(situation, 1) },
    { input: "pageup", ...quietly, press: (situation) => move(situation, -10) },
    { input: "pagedown", ...quietly, press: (situation) => move(situation, 10) },
    { input: ",", ...quietly, press: (situation) => move(situation, -1, 1) },
    { input: ".", ...quietly, press: (situation) => move(situation, 1, 1) },
    {
      input: "home",
      name: "Home End",
      label: () => "first/now",
      help: () => "the first epoch, and now",
      isQuiet: true,
      press: (situation) => (isThere(situation) ? look({ cursor: knownEpochs(situation.state).first }) : undefined),
    },
    {
      input: "end",
      name: "Home End",
      label: () => "first/now",
      help: () => "the first epoch, and now",
      isQuiet: true,
      press: (situation) => (isThere(situation) ? look({ cursor: undefined }) : undefined),
    },
    {
      input: "*",
      name: "*",
      label: () => "best",
      help: () => "look at the best epoch so far",
      press: (situation) => {
        const best = bestEpoch(situation);
        return best === undefined ? undefined : look({ cursor: best });
      },
    },
    {
      input: "R",
      name: "R",
      label: () => "rewind here",
      help: () => "rewind the training to the epoch looked at, and go on from there; u undoes it",
      press: (situation) => {
        const { cursor } = situation.look;
        return cursor === undefined ? undefined : steer(situation, { type: "rewind", epoch: cursor });
      },
      whyNot: () => "look back first, with the arrow keys: R rewinds to there",
    },
    {
      input: "b",
      name: "b",
      label: () => "branch",
      help: () => "begin a new run at the epoch looked at; this one goes on as it is",
      isQuiet: true,
      press: (situation) => {
        const { cursor } = situation.look;
        return steer(situation, { type: "branch", ...(cursor !== undefined && { epoch: cursor }) });
      },
    },
    {
      input: "g",
      name: "g",
      label: () => "go to",
      help: () => "type an epoch to look at",
      press: (situation) => (isThere(situation) ? ask("goto ") : undefined),
    },
  ],
};

/** The epoch with the lowest validation loss, or where no rows judge, that after which the training loss was lowest. */
export function bestEpoch({ state: { best } }: Pick<Situation, "state">): number | undefined {
  return best.validationLoss?.epoch ?? (best.loss && best.loss.epoch - 1);
}

function isThere({ state }: Situation): boolean {
  return state.latest !== undefined;
}

/** By hundredths of what the chart shows, or by so many epochs; right of the newest epoch is now. */
function move(situation: Situation, steps: number, epochs?: number): Action | undefined {
  if (!isThere(situation)) return undefined;
  const { state, look: seen } = situation;
  const { first, last } = knownEpochs(state);
  const shown = shownEpochs(situation);
  const step = epochs ?? Math.max(1, Math.round((Math.min(shown.max, last) - shown.min) / 100));
  const from = seen.cursor ?? last;
  const to = Math.max(first, from + steps * step);
  if (to < last) return look({ cursor: to });
  return seen.cursor === undefined ? undefined : look({ cursor: undefined });
}
