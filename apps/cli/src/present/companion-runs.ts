/** The runs of this process beside the one that is shown: other seeds, branches. They are over when it is. */
import type { RunState } from "@epochal/dashboard";
import type { Command, EventChunk, TrainingEvent } from "@epochal/stream/events";
import { lastValueFrom, takeUntil, type Observable } from "rxjs";

export interface CompanionRun {
  readonly events$: Observable<TrainingEvent>;
  readonly chunks$?: Observable<EventChunk>;
  readonly command?: (command: Command) => unknown;
}

/**
 * Resolves when all have ended, to how they ended, in their order.
 *
 * @param runs as they are now; a branch may come while the others end.
 * @param wish is told to each, without effect on those that have ended already; none lets them go on to their end.
 * @param impatience$ tells that nobody waits any longer.
 */
export async function awaitEnds(
  runs: () => readonly CompanionRun[],
  wish: Command | undefined,
  impatience$: Observable<void>,
): Promise<readonly RunState[]> {
  const { initialState, runStates } = await import("@epochal/dashboard");
  const ends: Promise<RunState>[] = [];
  for (;;) {
    const more = runs().slice(ends.length);
    if (more.length === 0) return Promise.all(ends);
    for (const run of more) {
      ends.push(lastValueFrom(runStates(run).pipe(takeUntil(impatience$)), { defaultValue: initialState() }));
      if (wish) run.command?.(wish);
    }
    await Promise.all(ends);
  }
}
