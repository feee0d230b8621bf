/**
 * Bounds how long a run is waited for after a stop. It takes commands between two updates, and an update of a giant network, or the
 * start of its training, takes minutes.
 */
import { systemClock, type Clock, type Run } from "@epochal/stream";

/** Long enough for the update and the report of most networks, and less than the ten seconds that containers get. */
export const STOP_MS = 5000;

/**
 * A run that ends `STOP_MS` after a stop, within its update or its report, if nothing is lost by that: it has finished no epoch, or has
 * not replied, and its newest snapshot has all of its epochs. It then has no `finished` event, as after a crash. Any other run is waited
 * for, as only its thread knows its network.
 *
 * @param onWait called after `STOP_MS` if the run is waited for, with the epoch of its newest snapshot.
 */
export function boundStop(
  run: Run,
  onWait: (epoch: number) => void,
  clock: Pick<Clock, "schedule"> = systemClock,
): Run {
  let completed = 0;
  let kept = 0;
  let hasReplied = false;
  let isOver = false;
  let cancel: (() => void) | undefined;

  function end(): void {
    isOver = true;
    cancel?.();
  }

  run.chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "epochs") completed = chunk.epoch + chunk.loss.length - 1;
      else if (chunk.type === "snapshot") kept = chunk.epoch;
      else if (chunk.type === "commanded") hasReplied ||= chunk.command.type === "stop";
      else if (chunk.type === "finished") end();
    },
    error: end,
    complete: end,
  });

  return {
    ...run,
    command(command) {
      run.command(command);
      if (command.type !== "stop" || isOver) return;
      cancel ??= clock.schedule(() => {
        const isWorthWaiting = completed > kept || (completed > 0 && hasReplied);
        if (isWorthWaiting) onWait(kept);
        else run.dispose();
      }, STOP_MS);
    },
  };
}
