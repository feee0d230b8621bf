/** Commands for a run on a server. Each takes effect once, however often the connection is lost. */
import type { Command } from "@epochal/stream/events";
import type { ReconnectingSocket, SocketOptions } from "./socket/reconnecting-socket.ts";
import type { ServerAddress } from "./server-address.ts";
import { createRequester } from "./requests.ts";

/** How a command is sent. All fields are optional. */
export interface CommandOptions {
  /**
   * Idempotency key. A command that is sent again with the same key, also by another process, has no second effect. Default:
   * random.
   */
  readonly key?: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Returns a function that sends a command. Its promise resolves when the server has accepted the command.
 * @param run returns the id of the run.
 * @param findWatching returns an open connection on which the run is watched, if there is one.
 */
export function createCommandSender(
  address: ServerAddress,
  run: () => string,
  options: SocketOptions,
  findWatching: () => ReconnectingSocket | undefined,
): (command: Command, options?: CommandOptions) => Promise<void> {
  const request = createRequester(address, options, findWatching);
  return async (command, { key } = {}) => {
    await request({
      where: "command",
      message: (id, usedKey) => ({ type: "command", id, run: run(), command, key: usedKey }),
      key,
      timeoutMs: TIMEOUT_MS,
      timeoutHint: "the run's `commanded` event shows whether it took effect",
    });
  };
}
