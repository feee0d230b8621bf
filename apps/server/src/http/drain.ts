/** The end of many connections: told to all of them, done to one after another, so that not all clients come back at once. */
import { closeCodes } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { Connection } from "../socket/socket-connection.ts";

/** Between two turns of closing. */
const TURN_MS = 10;
/** How much more time its clients have to come back for each that there is. */
const RETURN_MS = 5;
const LEAST_RETURN_MS = 500;

/**
 * Resolves when all have been told to close.
 * @param drainMs the most time it takes; a turn of 10 ms for each connection where they are few.
 */
export async function drain(connections: readonly Connection[], clock: Clock, drainMs: number): Promise<void> {
  const { length } = connections;
  const turns = Math.max(1, Math.min(length, Math.floor(drainMs / TURN_MS) + 1));
  const returnMs = Math.max(LEAST_RETURN_MS, length * RETURN_MS);
  for (const connection of connections) connection.drain((turns - 1) * TURN_MS, returnMs);
  for (let turn = 0; turn < turns; turn++) {
    if (turn > 0) await new Promise<void>((resolve) => void clock.schedule(resolve, TURN_MS));
    const [from, to] = [turn, turn + 1].map((part) => Math.floor((part * length) / turns));
    for (const connection of connections.slice(from, to)) {
      connection.close(closeCodes.goingAway, "the server is going away");
    }
  }
}
