/** Runs of the server as sources for the view. */
import { chartOptions, joinSuccessors, watchServer, type PageRun } from "@epochal/client/page";
import { eventsOf } from "@epochal/stream/events";
import type { RunSource } from "@epochal/view";
import { Observable, Subject, tap } from "rxjs";
import type { SessionSources } from "../use-session.ts";
import type { PageAddress } from "./page-address.ts";
import { viewerName } from "./viewer-name.ts";

const HINT = "this page only lets you watch; to control the run, open it with the token of the server's --token";

export interface RemoteSources extends SessionSources {
  /** How many watch the run. */
  readonly viewers$: Observable<number>;
}

export function remoteSources({ server, token }: PageAddress, id: string): RemoteSources {
  const connection = watchServer(server, { name: () => viewerName(), ...(token !== undefined && { token }) });
  const branches$ = new Subject<RunSource>();
  const open = (run: string) => connection.run(run, { ...chartOptions, successors: true });
  function sourceOf(remote: PageRun): RunSource {
    const chunks$ = remote.chunksAndGaps$.pipe(
      joinSuccessors(),
      tap((chunk) => {
        if (chunk.type === "commanded" && chunk.branch !== undefined) branches$.next(sourceOf(open(chunk.branch)));
      }),
    );
    let canControl = false;
    remote.canControl$.subscribe((now) => (canControl = now));
    return {
      chunks$,
      events$: new Observable((subscriber) =>
        chunks$.subscribe({
          next(chunk) {
            if (chunk.type !== "gap") for (const event of eventsOf(chunk)) subscriber.next(event);
          },
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      ),
      status$: remote.status$,
      command: (command) => remote.command(command),
      canControl: () => canControl,
      controlHint: HINT,
      outlivesViewer: true,
      label: server.replace(/^https?:\/\//, ""),
    };
  }
  const remote = open(id);
  return { source: sourceOf(remote), branches$, viewers$: remote.viewers$ };
}
