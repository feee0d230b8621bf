/** Keys for several runs. */
import type { KeyGroup } from "../key.ts";

export const runKeys: KeyGroup = {
  title: "runs",
  keys: [
    {
      input: "v",
      name: "v",
      label: () => "next run",
      help: () => "select the next run; :run 2 selects by number",
      press: ({ run, runCount }) => (runCount > 1 ? { type: "selectRun", run: (run + 1) % runCount } : undefined),
    },
    {
      input: "P",
      name: "P",
      label: () => "pin",
      help: () => "draw the curve of this run behind the others, or not",
      press: ({ run, runCount }) => (runCount > 1 ? { type: "togglePin", run } : undefined),
    },
    {
      input: "r",
      name: "r",
      label: () => "runs",
      help: () => "the runs in the whole window, with their differences",
      isHiddenInFooter: true,
      press: ({ runCount, settings: { full } }) =>
        runCount > 1 ? { type: "settings", change: { full: full === "runs" ? undefined : "runs" } } : undefined,
    },
  ],
};
