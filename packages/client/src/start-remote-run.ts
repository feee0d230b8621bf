/** Starts runs on a server. Each is started once, however often the connection is lost. */
import {
  encodeClientMessage,
  rowsToJson,
  type ClientMessage,
  type HelloMessage,
  type TrainingRequest,
} from "@epochal/protocol";
import type { StartedEvent } from "@epochal/stream/events";
import type { Connection } from "./connection.ts";
import { createRequester, type Accepted } from "./requests.ts";

/** A training with its rows, as `train` of `@epochal/stream` takes it. */
export interface SpecTraining {
  readonly type: "spec";
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** The rows of all parts. */
  readonly data: Parameters<typeof rowsToJson>[0];
}

/**
 * The training to start: a spec with its rows; a `table` in the server's folder, prepared as `epochal train` does; or a training
 * that is `builtIn`, such as `notebook`.
 */
export type TrainingToStart = SpecTraining | (TrainingRequest & { readonly type: "table" | "builtIn" });

/** How a run is started. All fields are optional. */
export interface StartOptions {
  /** A name for people. Default: the name of the data. */
  readonly name?: string;
  /** Slows the training down so that people can watch. Default 0: no limit. */
  readonly epochsPerSecond?: number;
  /**
   * Idempotency key. A request that is sent again with the same key, also by another process, starts no second run. Default:
   * random.
   */
  readonly key?: string;
}

/** The server may read a table and train for a trial before it replies. */
const TIMEOUT_MS = 60_000;

/** Returns a function that starts a run. Its promise resolves to the run's id when the server has stored the run. */
export function createRunStarter(
  connection: Connection,
): (training: TrainingToStart, options?: StartOptions) => Promise<Accepted> {
  const request = createRequester(connection);
  return (toStart, { key, name, epochsPerSecond } = {}) => {
    const training = toStart.type === "spec" ? { ...toStart, data: rowsToJson(toStart.data) } : toStart;
    return request({
      where: "start",
      message: (id, usedKey) =>
        ({
          type: "start",
          id,
          key: usedKey,
          ...(name !== undefined && { name }),
          ...(epochsPerSecond !== undefined && { epochsPerSecond }),
          training,
        }) as ClientMessage,
      key,
      timeoutMs: TIMEOUT_MS,
      timeoutHint: "try again with the same key",
      check: checkSize,
    });
  };
}

/** A message that is too large would close the connection. */
function checkSize(message: ClientMessage, { limits }: HelloMessage): string | undefined {
  const maxBytes = limits.start?.bytes;
  if (maxBytes === undefined) return undefined;
  const bytes = new TextEncoder().encode(encodeClientMessage(message)).length;
  if (bytes <= maxBytes) return undefined;
  return `start: expected a training of at most ${maxBytes} bytes, got ${bytes}: use fewer rows, or put the table into the server's folder`;
}
