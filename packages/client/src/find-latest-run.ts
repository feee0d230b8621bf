/**
 * Finds the run that `latest` names. A command that is sent again must not reach a run that was started in between, so commands
 * always name a run by its own id.
 */
import type { ReceivedMessage } from "@epochal/protocol";
import type { Connection } from "./connection.ts";
import { openReconnectingSocket, type ReconnectingSocket } from "./socket/reconnecting-socket.ts";
import { serverErrorText } from "./errors/server-error.ts";

export interface LatestRun {
  /** The run's own id. Rejects if there is no run, without a connection, and after `timeoutMs` without a reply. */
  readonly id: Promise<string>;
  /** The open connection. */
  readonly socket: ReconnectingSocket;
  close(): void;
}

const ID = "latest";

/** Opens a connection, and subscribes on it until the server has named the run. */
export function findLatestRun(connection: Connection, timeoutMs: number): LatestRun {
  const { promise: id, resolve, reject } = Promise.withResolvers<string>();

  function receive(message: ReceivedMessage): void {
    if (message.type === "subscribed" && message.id === ID) {
      socket.send({ type: "unsubscribe", id: ID });
      resolve(message.run);
    } else if (message.type === "error" && message.id === ID) {
      reject(new Error(serverErrorText("subscribe", message.message)));
    } else if (message.type === "pong") {
      // The server replies in order, and replies to `latest` without any run only when one is started.
      reject(
        Object.assign(new Error("command: the server has no run yet: start one"), { code: "unknownRun", retry: false }),
      );
    }
  }

  const socket = openReconnectingSocket(connection, {
    onHello() {
      socket.send({ type: "subscribe", id: ID, run: "latest", after: "live", mode: "latest", window: 1 });
      socket.send({ type: "ping", n: 0 });
    },
    onMessage: receive,
    onEnd: reject,
  });
  const timer = connection.scheduler.schedule(
    () =>
      reject(new Error(`command: expected the server to name the latest run within ${timeoutMs / 1000} s: try again`)),
    timeoutMs,
  );
  return {
    id,
    socket,
    close() {
      timer.unsubscribe();
      socket.close();
    },
  };
}
