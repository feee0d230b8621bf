/** The exact states of a run, for a viewer who looks back. */
import type { SnapshotEvent } from "@epochal/stream/events";
import { distinctUntilChanged, EMPTY, filter, switchMap, timer, type Observable } from "rxjs";
import type { RunSource } from "./run-source.ts";
import type { View } from "./view.ts";

/** How long the cursor must rest before a state is computed for it. */
const REST_MS = 60;

export interface SnapshotRequest {
  readonly epoch: number;
  readonly stateAt: NonNullable<RunSource["stateAt"]>;
}

/** What to look up for the cursor of a view; undefined if nothing. */
export function requestAtCursor(
  { settings, exactSnapshot }: View,
  { stateAt }: RunSource,
): SnapshotRequest | undefined {
  const { cursor } = settings;
  const isNeeded = cursor !== undefined && stateAt && exactSnapshot?.epoch !== cursor;
  return isNeeded ? { epoch: cursor, stateAt } : undefined;
}

/** Looks up the newest request once it rests; `undefined` cancels. A lookup that fails is left out. */
export function lookUpSnapshots(requests$: Observable<SnapshotRequest | undefined>): Observable<SnapshotEvent> {
  return requests$.pipe(
    distinctUntilChanged((a, b) => a?.epoch === b?.epoch && a?.stateAt === b?.stateAt),
    switchMap((request) => (request ? lookUp(request) : EMPTY)),
  );
}

function lookUp({ epoch, stateAt }: SnapshotRequest): Observable<SnapshotEvent> {
  return timer(REST_MS).pipe(
    switchMap(async (): Promise<SnapshotEvent | undefined> => {
      try {
        return { ...(await stateAt(epoch)), type: "snapshot", seq: 0, time: 0 };
      } catch {
        return undefined;
      }
    }),
    filter((state) => state !== undefined),
  );
}
