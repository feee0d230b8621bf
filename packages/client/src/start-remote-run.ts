/** New runs on a server: each is started once, however often the connection is lost on the way. */
import {
  encodeClientMessage,
  rowsToJson,
  type ClientMessage,
  type HelloMessage,
  type TrainingRequest,
} from "@epochal/protocol";
import type { StartedEvent } from "@epochal/stream/events";
import type { SocketOptions } from "./reconnecting-socket.ts";
import { createRequester, type Accepted } from "./requests.ts";

/** A training with its rows, as `train` of `@epochal/stream` takes it. */
export interface SpecTraining {
  readonly type: "spec";
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** Its rows, all parts. */
  readonly data: Parameters<typeof rowsToJson>[0];
}

/**
 * What is to be trained: a spec and its rows; a `table` in the server's folder, by the recipe of `epochal train`; or what the
 * server has `builtIn`, such as `notebook`.
 */
export type TrainingToStart = SpecTraining | (TrainingRequest & { readonly type: "table" | "builtIn" });

/** How a run is started; all of it may be left out. */
export interface StartOptions {
  /** For people. Default: what it learns from. */
  readonly name?: string;
  /** Slows it down, for people to watch. Default 0: as fast as it goes. */
  readonly epochsPerSecond?: number;
  /** The same in each try, also one of another process: what was started once is not started again. Default: random. */
  readonly key?: string;
}

/** A server may read a table and try the training out before it answers. */
const TIMEOUT_MS = 60_000;

/** Returns a function that starts a run; it resolves when the server has stored it, with its id. */
export function createRunStarter(
  address: URL,
  options: SocketOptions,
): (training: TrainingToStart, options?: StartOptions) => Promise<Accepted> {
  const ask = createRequester(address, options);
  return (described, { key, name, epochsPerSecond } = {}) => {
    const training = described.type === "spec" ? { ...described, data: rowsToJson(described.data) } : described;
    return ask({
      where: "start",
      message: (id, given) =>
        ({
          type: "start",
          id,
          key: given,
          ...(name !== undefined && { name }),
          ...(epochsPerSecond !== undefined && { epochsPerSecond }),
          training,
        }) as ClientMessage,
      key,
      timeoutMs: TIMEOUT_MS,
      timeoutHint: "ask again with the same key",
      check: checkSize,
    });
  };
}

/** A message that is too large would end the connection. */
function checkSize(message: ClientMessage, { limits }: HelloMessage): string | undefined {
  const most = limits.start?.bytes;
  if (most === undefined) return undefined;
  const bytes = new TextEncoder().encode(encodeClientMessage(message)).length;
  if (bytes <= most) return undefined;
  return `start: expected a training of at most ${most} bytes, got ${bytes}: take fewer rows, or put the table into the server's folder`;
}
