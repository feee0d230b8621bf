/** Ends a run at an epoch before that of its spec, as with a part of a training that others continue. */
import type { Run } from "./run.ts";

/**
 * Trains a run that starts paused (`isPaused`) to an epoch, and stops it there, so that it ends with a snapshot. A training that ends by itself
 * before ends as usual.
 */
export function endAtEpoch(run: Pick<Run, "chunks$" | "command">, epoch: number): void {
  run.chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "started") {
        const epochs = epoch - (chunk.from?.epoch ?? 0);
        if (epochs > 0) run.command({ type: "step", epochs });
      }
      if (chunk.type === "snapshot" && chunk.epoch >= epoch) run.command({ type: "stop" });
    },
    // Those who started the run learn of a failure.
    error() {},
  });
}
