/** Commands for a run on a server: each is given once, however often the connection is lost on the way. */
import type { Command } from "@epochal/stream/events";
import type { SocketOptions } from "./reconnecting-socket.ts";
import { createRequester } from "./requests.ts";

/** How a command is sent; all of it may be left out. */
export interface CommandOptions {
  /** The same in each try, also one of another process: what was accepted once has no second effect. Default: random. */
  readonly key?: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Returns a function that gives a command to a run; it resolves when the server has accepted it.
 * @param run the id to ask for.
 */
export function createCommandSender(
  address: URL,
  run: () => string,
  options: SocketOptions,
): (command: Command, options?: CommandOptions) => Promise<void> {
  const ask = createRequester(address, options);
  return async (command, { key } = {}) => {
    await ask({
      where: "command",
      message: (id, given) => ({ type: "command", id, run: run(), command, key: given }),
      key,
      timeoutMs: TIMEOUT_MS,
      timeoutHint: "whether it took effect is told by the run",
    });
  };
}
