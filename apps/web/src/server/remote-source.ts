/** Runs of the server as sources for the view. */
import { chartOptions, remoteSource, showBranches, watchServer, type PageRun } from "@epochal/client/page";
import type { RunSource } from "@epochal/view";
import { Subject, type Observable } from "rxjs";
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
  const sourceOf = (run: PageRun): RunSource => ({
    ...remoteSource(run, showBranch, false),
    controlHint: HINT,
    label: server.replace(/^https?:\/\//, ""),
  });
  const showBranch = showBranches((run) => branches$.next(sourceOf(open(run))));
  const remote = open(id);
  return { source: sourceOf(remote), branches$, viewers$: remote.viewers$ };
}
