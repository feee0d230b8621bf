/** Runs of the server as sources for the view. */
import { chartOptions, connect, joinSuccessors } from "@epochal/client";
import { eventsOf } from "@epochal/stream/events";
import type { RunSource } from "@epochal/view";
import { concatMap, Subject, tap } from "rxjs";
import type { SessionSources } from "../use-session.ts";
import type { PageAddress } from "./page-address.ts";

const HINT = "this page only lets you watch; to control the run, open it with the token of the server's --token";

export function remoteSources({ server, token }: PageAddress, id: string): SessionSources {
  const connection = connect(server, token === undefined ? {} : { token });
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
  return { source: sourceOf(id), branches$ };
}
