/** Keys for several runs. */
import { changeSettings, type Action } from "../action.ts";
import { anotherRunAction, keyGroup, type KeyContext } from "../key.ts";

const nextRun = ifThereAreMore(({ run, runCount }) => ({ type: "selectRun", run: (run + 1) % runCount }));
const togglePin = ifThereAreMore(({ run }) => ({ type: "togglePin", run }));
const toggleTable = ifThereAreMore(({ settings: { full } }) =>
  changeSettings({ full: full === "runs" ? undefined : "runs" }),
);

const AGAIN_HELP = "run it again from the beginning with the same seed: the same numbers; this run stays in the list";
const NEXT_SEED_HELP = "run it again with the next seed: other random numbers, another result";
const STILL_TRAINING = "the run is still training: Home, then R starts it over";

export const runKeys = keyGroup("runs", [
  ["r", "run again", atItsEnd(AGAIN_HELP), { r: runAgain("same") }, STILL_TRAINING],
  ["N", "next seed", atItsEnd(NEXT_SEED_HELP), { N: runAgain("next") }, STILL_TRAINING],
  ["v", "next run", "select the next run; :run B selects by letter", { v: nextRun }],
  ["P", "pin", "draw the curve of this run behind the others, or not", { P: togglePin }],
  ["V", "runs", "the runs in the whole window, with their differences", { V: toggleTable }],
]);

/** Says of a run that trains that it must end first. */
function atItsEnd(help: string) {
  return ({ state: { phase } }: KeyContext): string => (phase === "finished" ? help : `when it has ended, ${help}`);
}

function runAgain(seed: "same" | "next") {
  return (context: KeyContext): Action | undefined => anotherRunAction(context, { kind: "again", seed });
}

function ifThereAreMore(act: (context: KeyContext) => Action) {
  return (context: KeyContext): Action | undefined => (context.runCount > 1 ? act(context) : undefined);
}
