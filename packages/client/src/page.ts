/**
 * The client for the page that the server itself has sent. It is a third of the size of `connect`: it trusts the server, so it does
 * not check its messages, and it loads the code that sends commands with the first command.
 */
import { readServerMessage } from "@epochal/protocol";
import type { RemoteRun } from "./connect.ts";
import { createConnection, type ConnectOptions } from "./connection.ts";
import type { createCommandSender } from "./send-command.ts";
import { watchRun, type WatchOptions } from "./watch/watch-run.ts";

export { remoteSource, showBranches } from "./remote-source.ts";
export { chartOptions } from "./watch/watch-run.ts";

/** A run on the server. */
export type PageRun = Pick<RemoteRun, "chunksAndGaps$" | "status$" | "canControl$" | "viewers$" | "command">;

/** Follows and controls runs, as `connect` does. @throws TypeError if `url` is not that of a server. */
export function watchServer(
  url: string,
  options: ConnectOptions = {},
): { run(id: string, options?: WatchOptions): PageRun } {
  const connection = createConnection(url, options, readServerMessage);
  return {
    run(id, watchOptions) {
      const watched = watchRun(connection, id, watchOptions);
      const { chunksAndGaps$, status$, canControl$, viewers$ } = watched;
      let sender: Promise<ReturnType<typeof createCommandSender>> | undefined;
      async function loadSender(): Promise<ReturnType<typeof createCommandSender>> {
        try {
          const module = await import("./send-command.ts");
          return module.createCommandSender(connection, watched);
        } catch {
          sender = undefined;
          throw new Error("command: the page could not load its code from the server: try again, or reload the page");
        }
      }
      return {
        chunksAndGaps$,
        status$,
        canControl$,
        viewers$,
        // Commands that wait for the code are sent in their order.
        async command(command, commandOptions) {
          sender ??= loadSender();
          const send = await sender;
          await send(command, commandOptions);
        },
      };
    },
  };
}
