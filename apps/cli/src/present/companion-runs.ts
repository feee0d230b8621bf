/** The runs of this process beside the one that is shown: other seeds and branches. */
import type { RunSource, RunState } from "@epochal/view";
import type { Command } from "@epochal/stream/events";
import { lastValueFrom, takeUntil, type Observable } from "rxjs";

export type CompanionRun = Pick<RunSource, "chunks$" | "command">;

/**
 * Resolves to the last states of all runs, in order, when all have ended.
 *
 * @param runs the current runs; a branch may join while others end.
 * @param command sent to each run, without effect on ended ones; undefined lets them continue to their end.
 * @param forceQuit$ ends the wait.
 */
export async function awaitEnds(
  runs: () => readonly CompanionRun[],
  command: Command | undefined,
  forceQuit$: Observable<void>,
): Promise<readonly RunState[]> {
  const { initialState, runStates } = await import("@epochal/view");
  const ends: Promise<RunState>[] = [];
  for (;;) {
    const added = runs().slice(ends.length);
    if (added.length === 0) return Promise.all(ends);
    for (const run of added) {
      ends.push(lastValueFrom(runStates(run).pipe(takeUntil(forceQuit$)), { defaultValue: initialState() }));
      if (command) run.command?.(command);
    }
    await Promise.all(ends);
  }
}
