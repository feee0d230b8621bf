/** A run on a server as a view shows it: with the runs that resume it, as one run. */
import type { GapMessage } from "@epochal/protocol";
import type { EventChunk } from "@epochal/stream/events";
import type { Observable } from "rxjs";
import type { RemoteRun } from "./connect.ts";
import { joinSuccessors } from "./join-successors.ts";

/** The members of a run that a view needs. */
export interface RemoteSource extends Pick<RemoteRun, "status$" | "command"> {
  /** Its chunks and gaps. */
  readonly chunks$: Observable<EventChunk | GapMessage>;
  /** Whether the server accepts commands, as far as it has said. */
  readonly canControl: () => boolean;
  /** The run continues when its viewer leaves. */
  readonly outlivesViewer: true;
}

/** Branches that a view follows: each has a connection of its own. */
const MAX_BRANCHES = 20;

/** Calls `show` with the branches that chunks name: the first 20. The events of the run name the others, too. */
export function showBranches(show: (run: string) => void): (chunk: EventChunk | Pick<GapMessage, "type">) => void {
  let count = 0;
  return (chunk) => {
    if (chunk.type === "commanded" && chunk.branch !== undefined && count++ < MAX_BRANCHES) show(chunk.branch);
  };
}

/**
 * @param run a run that is watched with `successors: true`.
 * @param onChunk is called with each chunk and gap before the view gets it, for instance to show the branch that one names.
 * @param canControl what to assume until the server says whether it accepts commands.
 */
export function remoteSource(
  {
    chunksAndGaps$,
    status$,
    canControl$,
    command,
  }: Pick<RemoteRun, "chunksAndGaps$" | "canControl$"> & Pick<RemoteSource, "status$" | "command">,
  onChunk: (chunk: EventChunk | GapMessage) => void,
  canControl: boolean,
): RemoteSource {
  canControl$.subscribe((now) => (canControl = now));
  return {
    chunks$: chunksAndGaps$.pipe(joinSuccessors(onChunk)),
    status$,
    command,
    canControl: () => canControl,
    outlivesViewer: true,
  };
}
