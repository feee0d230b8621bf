import type { TrainingEvent } from "@epochal/stream/events";
import { connect } from "../src/connect.ts";
import type { WatchOptions } from "../src/watch/watch-run.ts";
import { createScriptedServer } from "./scripted-server.ts";

/** A client of a scripted server, with all events, gaps and statuses that it receives. */
export function follow(options: WatchOptions & { run?: string } = {}) {
  const server = createScriptedServer();
  const remote = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run(options.run ?? "latest", options);
  const events: TrainingEvent[] = [];
  const received: (number | string)[] = [];
  const statuses: string[] = [];
  let end: "completed" | Error | undefined;
  remote.status$.subscribe((status) => statuses.push(status));
  remote.gaps$.subscribe(({ from, to, reason }) => received.push(`${from}-${to} ${reason}`));
  const subscription = remote.events$.subscribe({
    next(event) {
      events.push(event);
      received.push(event.seq);
    },
    error: (error: Error) => (end = error),
    complete: () => (end = "completed"),
  });
  return {
    ...server,
    events,
    received,
    statuses,
    subscription,
    get socket() {
      return server.sockets.at(-1)!;
    },
    get end() {
      return end;
    },
  };
}
