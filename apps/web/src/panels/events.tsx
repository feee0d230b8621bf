/** The activity of the run, the newest entry first. */
import { describeActivity, formatDuration } from "@epochal/view";
import type { Panel } from "./panel.ts";

export const events: Panel = {
  title: () => "events",
  reads: ({ state }) => [state.activity],
  content: ({ state }) =>
    state.activity.length === 0 ? (
      <p class="quiet">nothing yet</p>
    ) : (
      <ol class="activity">
        {state.activity.toReversed().map((entry, i, { length }) => (
          <li class={entry.kind} key={length - i}>
            <time>{formatDuration(entry.atMs)}</time> {entry.kind === "refused" && "refused: "}
            {describeActivity(entry)}
          </li>
        ))}
      </ol>
    ),
};
