import { scan, type Observable } from "rxjs";
import { reduce } from "../run-state/reduce.ts";
import { initialState, type RunState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";

/** The state of a run after each event, or after each chunk if the source has chunks. */
export function runStates({
  events$,
  chunks$,
  slowStartTo,
}: Pick<RunSource, "events$" | "chunks$" | "slowStartTo">): Observable<RunState> {
  const events: Observable<Parameters<typeof reduce>[1]> = chunks$ ?? events$;
  return events.pipe(scan(reduce, { ...initialState(), slowStartTo }));
}
