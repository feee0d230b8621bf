/** Commands for a run on a server: each is given once, however often the connection is lost on the way. */
import type { Command } from "@epochal/stream/events";
import type { LineOptions } from "./line.ts";
import { askFor } from "./wishes.ts";

/** How a command is sent; all of it may be left out. */
export interface CommandOptions {
  /** The same in each try, also one of another process: what was accepted once has no second effect. Default: random. */
  readonly key?: string;
}

const PATIENCE_MS = 15_000;

/**
 * Returns a function that gives a command to a run; it resolves when the server has accepted it.
 * @param run the id to ask for.
 */
export function steerRun(
  address: URL,
  run: () => string,
  options: LineOptions,
): (command: Command, options?: CommandOptions) => Promise<void> {
  const ask = askFor(address, options);
  return async (command, { key } = {}) => {
    await ask({
      where: "command",
      message: (id, given) => ({ type: "command", id, run: run(), command, key: given }),
      key,
      patienceMs: PATIENCE_MS,
      toKnow: "whether it took effect is told by the run",
    });
  };
}
