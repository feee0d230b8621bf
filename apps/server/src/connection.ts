/** A connected client, as the gateway sees it. */
import type { JobQueue } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import type { Hub } from "./hub.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { CommandRouter } from "./commands/command-router.ts";
import type { LargeMessages } from "./socket/large-messages.ts";
import type { RunStarter } from "./runs/start/run-starter.ts";

export interface Connection {
  /** Sends a heartbeat; ends a connection whose client has not responded since the last call. */
  beat(): void;
  /** Announces that the connection will be closed within `closeMs`, and that the client should return within `returnMs` then. */
  drain(closeMs: number, returnMs: number): void;
  close(code: number, reason: string): void;
}

/** The rights of an authorized client beyond watching. */
export interface Access {
  /** Whether it may send commands and start runs. */
  readonly mayControl: boolean;
}

/** The reply after a failure of the server, which only the operator can explain. */
export const INTERNAL_ERROR = "internal server error, retry later";

/** The parts that all connections of a server share. */
export interface ConnectionServices {
  readonly hub: Hub;
  readonly commandRouter: CommandRouter;
  readonly runStarter: RunStarter;
  readonly limits: Limits;
  readonly largeMessages: LargeMessages;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** The work queue of a log that processes share. */
  readonly jobs?: Pick<JobQueue, "load"> | undefined;
  readonly logger: Logger;
  /** Uniform in [0, 1); spreads the times at which clients return. */
  readonly random: () => number;
  /** Is called if a client could not be served because of a failure of the server. */
  readonly onClientFailure: (error: unknown) => void;
}
