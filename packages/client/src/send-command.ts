/** Commands for a run on a server. Each takes effect once, however often the connection is lost. */
import type { Command } from "@epochal/stream/events";
import type { Connection } from "./connection.ts";
import { findLatestRun, type LatestRun } from "./find-latest-run.ts";
import { createRequester } from "./requests.ts";
import type { WatchedRun } from "./watch/watch-run.ts";

/** How a command is sent. All fields are optional. */
export interface CommandOptions {
  /**
   * Idempotency key. A command that is sent to a run again with the same key, also by another process, has no second effect. The
   * processes should name the run by its id: `latest` may be a newer run for the second one. Default: random.
   */
  readonly key?: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Returns a function that sends a command. Its promise resolves when the server has accepted the command. The command names the
 * same run each time it is sent.
 * @param watched the run, whose open connection commands use.
 */
export function createCommandSender(
  connection: Connection,
  watched: Pick<WatchedRun, "id" | "findSocket">,
): (command: Command, options?: CommandOptions) => Promise<void> {
  const { name, scheduler } = connection;
  /** While commands wait for the id of the latest run. */
  let latest: LatestRun | undefined;
  let waiting = 0;
  const request = createRequester(connection, () => watched.findSocket() ?? latest?.socket);

  function send(target: string, command: Command, key: string | undefined, timeoutMs: number): Promise<unknown> {
    const by = typeof name === "function" ? name() : name;
    return request({
      where: "command",
      message: (id, usedKey) => ({
        type: "command",
        id,
        run: target,
        command,
        key: usedKey,
        ...(by !== undefined && { by }),
      }),
      key,
      timeoutMs,
      timeoutHint: "the run's `commanded` event shows whether it took effect",
    });
  }

  /** Sends a command after those that wait, on their connection. */
  async function sendToLatest(target: string, command: Command, key: string | undefined): Promise<void> {
    const startMs = scheduler.now();
    latest ??= findLatestRun(connection, TIMEOUT_MS);
    waiting += 1;
    let sent: Promise<unknown> | undefined;
    try {
      const id = await latest.id;
      sent = send(target === "latest" ? id : target, command, key, TIMEOUT_MS - (scheduler.now() - startMs));
    } finally {
      waiting -= 1;
      if (waiting === 0) {
        latest?.close();
        latest = undefined;
      }
    }
    await sent;
  }

  return async (command, { key } = {}) => {
    const target = watched.id();
    await (target === "latest" || latest ? sendToLatest(target, command, key) : send(target, command, key, TIMEOUT_MS));
  };
}
