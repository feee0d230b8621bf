/** The connected clients: counted and logged, and each gets a heartbeat. */
import type { IncomingMessage } from "node:http";
import type { Connection, ConnectionServices } from "../connection.ts";
import type { Transport } from "../metrics.ts";
import type { ConnectionLimits } from "./access/connection-limits.ts";
import type { WaitingSockets } from "./access/waiting-sockets.ts";
import { requestUrl } from "./url.ts";

export interface OpenConnections {
  /** @param create gets a function that it calls with the close code, or how a response has ended. */
  add(
    transport: Transport,
    request: IncomingMessage,
    create: (onClose: (code: number | string) => void) => Connection,
  ): void;
  all(): readonly Connection[];
  stopBeats(): void;
}

export function createOpenConnections(
  { limits, clock, metrics, logger }: Pick<ConnectionServices, "limits" | "clock" | "metrics" | "logger">,
  connectionLimits: ConnectionLimits,
  waitingSockets: WaitingSockets,
  addressOf: (request: IncomingMessage) => string | undefined,
): OpenConnections {
  const connections = new Set<Connection>();
  let accepted = 0;
  let cancelBeat = clock.schedule(beat, limits.heartbeatMs);

  function beat(): void {
    for (const connection of connections) connection.beat();
    cancelBeat = clock.schedule(beat, limits.heartbeatMs);
  }

  return {
    add(transport, request, create) {
      const address = addressOf(request);
      const unregister = connectionLimits.register(address);
      const endExemption = waitingSockets.exempt(request.socket);
      const start = clock.monotonic();
      accepted += 1;
      const details = { connection: accepted, transport, address, path: requestUrl(request).pathname };
      metrics.connectionOpened(transport);
      logger.info(details, "connection opened");
      const connection = create((code) => {
        connections.delete(connection);
        unregister();
        endExemption();
        metrics.connectionClosed(transport, code);
        logger.info({ ...details, code, ms: clock.monotonic() - start }, "connection closed");
      });
      connections.add(connection);
    },
    all: () => [...connections],
    stopBeats: () => cancelBeat(),
  };
}
