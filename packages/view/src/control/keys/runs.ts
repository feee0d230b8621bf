/** Keys for several runs. */
import { changeSettings, type Action } from "../action.ts";
import { keyGroup, type KeyContext } from "../key.ts";

const nextRun = ifThereAreMore(({ run, runCount }) => ({ type: "selectRun", run: (run + 1) % runCount }));
const togglePin = ifThereAreMore(({ run }) => ({ type: "togglePin", run }));
const toggleTable = ifThereAreMore(({ settings: { full } }) =>
  changeSettings({ full: full === "runs" ? undefined : "runs" }),
);

export const runKeys = keyGroup("runs", [
  ["v", "next run", "select the next run; :run 2 selects by number", { v: nextRun }],
  ["P", "pin", "draw the curve of this run behind the others, or not", { P: togglePin }],
  ["r", "runs", "the runs in the whole window, with their differences", { r: toggleTable }],
]);

function ifThereAreMore(act: (context: KeyContext) => Action) {
  return (context: KeyContext): Action | undefined => (context.runCount > 1 ? act(context) : undefined);
}
