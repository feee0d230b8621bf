/** Runs of the server as sources for the view. */
import { chartOptions, connect, joinSuccessors } from "@epochal/client";
import { eventsOf } from "@epochal/stream/events";
import type { RunSource } from "@epochal/view";
import { concatMap, ReplaySubject, Subject, tap, type Observable } from "rxjs";
import type { SessionSources } from "../use-session.ts";
import type { PageAddress } from "./page-address.ts";
import { viewerName } from "./viewer-name.ts";

const HINT = "this page only lets you watch; to control the run, open it with the token of the server's --token";

export interface RemoteSources extends SessionSources {
  /** How many watch the run. */
  readonly viewers$: Observable<number>;
}

export function remoteSources({ server, token }: PageAddress, id: string): RemoteSources {
  const connection = connect(server, { name: () => viewerName(), ...(token !== undefined && { token }) });
  const viewers$ = new ReplaySubject<number>(1);
  const branches$ = new Subject<RunSource>();
  function sourceOf(run: string): RunSource {
    const remote = connection.run(run, { ...chartOptions, successors: true });
    const chunks$ = remote.chunksAndGaps$.pipe(
      joinSuccessors(),
      tap((chunk) => {
        if (chunk.type === "commanded" && chunk.branch !== undefined) branches$.next(sourceOf(chunk.branch));
      }),
    );
    let canControl = false;
    remote.canControl$.subscribe((now) => (canControl = now));
    if (run === id) remote.viewers$.subscribe(viewers$);
    return {
      chunks$,
      events$: chunks$.pipe(concatMap((chunk) => (chunk.type === "gap" ? [] : eventsOf(chunk)))),
      status$: remote.status$,
      command: (command) => remote.command(command),
      canControl: () => canControl,
      controlHint: HINT,
      outlivesViewer: true,
      label: server.replace(/^https?:\/\//, ""),
    };
  }
  return { source: sourceOf(id), branches$, viewers$ };
}
