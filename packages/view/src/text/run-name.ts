/** What a run is called. */
import type { RunState } from "../run-state/run-state.ts";

/** A dash before the first event; a branch also has the epoch at which it began: `notebook @10`. */
export function runName(state: RunState): string {
  const { started } = state;
  if (!started) return "–";
  return isBranch(state) ? `${started.name} @${started.from?.epoch}` : started.name;
}

export function isBranch({ started }: RunState): boolean {
  return started?.from?.run !== undefined;
}
