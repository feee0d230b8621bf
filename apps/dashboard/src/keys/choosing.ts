/** Keys for several runs. */
import type { KeyGroup } from "./key.ts";

export const choosing: KeyGroup = {
  title: "runs",
  keys: [
    {
      input: "v",
      name: "v",
      label: () => "next run",
      help: () => "look at the next run; :run 2 for one by its number",
      press: ({ run, runCount }) => (runCount > 1 ? { type: "choose", run: (run + 1) % runCount } : undefined),
    },
    {
      input: "P",
      name: "P",
      label: () => "pin",
      help: () => "keep the curve of this run behind those of the others, or no longer",
      press: ({ run, runCount }) => (runCount > 1 ? { type: "pin", run } : undefined),
    },
    {
      input: "r",
      name: "r",
      label: () => "runs",
      help: () => "the runs in the whole window, with what tells them apart",
      isQuiet: true,
      press: ({ runCount, look: { full } }) =>
        runCount > 1 ? { type: "look", change: { full: full === "runs" ? undefined : "runs" } } : undefined,
    },
  ],
};
