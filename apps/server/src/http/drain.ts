/** Closes many connections one after another, after announcing it to all, so that their clients do not all return at once. */
import { closeCodes } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { Connection } from "../connection.ts";

const STEP_MS = 10;
/** The clients return within this time per connection, or the minimum if that is longer. */
const RETURN_MS_PER_CONNECTION = 5;
const MIN_RETURN_MS = 500;

/**
 * Resolves when all connections have been closed by the server.
 * @param drainMs the maximum time this takes; with few connections, 10 ms for each.
 */
export async function drain(connections: readonly Connection[], clock: Clock, drainMs: number): Promise<void> {
  const { length } = connections;
  const steps = Math.max(1, Math.min(length, Math.floor(drainMs / STEP_MS) + 1));
  const returnMs = Math.max(MIN_RETURN_MS, length * RETURN_MS_PER_CONNECTION);
  for (const connection of connections) connection.drain((steps - 1) * STEP_MS, returnMs);
  for (let step = 0; step < steps; step++) {
    if (step > 0) await new Promise<void>((resolve) => void clock.schedule(resolve, STEP_MS));
    const [from, to] = [step, step + 1].map((part) => Math.floor((part * length) / steps));
    for (const connection of connections.slice(from, to)) {
      connection.close(closeCodes.goingAway, "the server is shutting down");
    }
  }
}
