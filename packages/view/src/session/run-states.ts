import { eventsOf, type TrainingEvent } from "@epochal/stream/events";
import { concatMap, scan, type Observable } from "rxjs";
import type { EventGap } from "../run-state/add-gap.ts";
import { reduce } from "../run-state/reduce.ts";
import { initialState, type RunState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";

/** The state of a run after each chunk. */
export function runStates({ chunks$, slowStartTo }: Pick<RunSource, "chunks$" | "slowStartTo">): Observable<RunState> {
  return chunks$.pipe(scan(reduce, { ...initialState(), slowStartTo }));
}

/** The events of a run, one by one, with the gaps between them. */
export function runEvents({ chunks$ }: Pick<RunSource, "chunks$">): Observable<TrainingEvent | EventGap> {
  return chunks$.pipe(
    concatMap((chunk): Iterable<TrainingEvent | EventGap> => (chunk.type === "gap" ? [chunk] : eventsOf(chunk))),
  );
}
