/** A client on a WebSocket: handles its messages and sends its subscriptions. A failure here ends only this connection. */
import type { ClientMessage, HelloMessage } from "@epochal/protocol";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Access, Connection, ConnectionServices } from "../connection.ts";
import type { Limits } from "../limits.ts";
import type { RunStarter } from "../runs/start/run-starter.ts";
import { createSubscriptions, type SubscribeRequest } from "../subscription/subscriptions.ts";
import { createRequestHandler } from "./request-handler.ts";
import { createSocketGuard } from "./socket-guard.ts";
import { createSocketSink } from "./socket-sink.ts";
import { createTrafficLimits } from "./traffic-limits.ts";
import type { WritableWire } from "./write-coalescer.ts";

/** The stream below a WebSocket. */
export type SocketWire = WritableWire &
  Pick<Duplex, "resume" | "end" | "removeAllListeners"> & {
    on(event: "data", onData: (bytes: Buffer) => void): unknown;
  };

/**
 * @param wire the stream that the WebSocket reads from and writes to.
 * @param first the subscription that the URL describes.
 * @param onClose is called with the close code.
 */
export function createSocketConnection(
  socket: WebSocket,
  wire: SocketWire,
  services: ConnectionServices,
  { mayControl }: Access,
  first: SubscribeRequest | undefined,
  onClose: (code: number) => void,
): Connection {
  const { runStarter, limits, clock, largeMessages } = services;
  let isAlive = true;
  const guard = createSocketGuard(socket, wire, services, (code) => {
    subscriptions.close();
    traffic.close();
    onClose(code);
  });
  const sink = createSocketSink(socket, wire, markAlive, () => subscriptions.pump());
  const subscriptions = createSubscriptions(services, sink, guard.run, guard.fail);
  const traffic = createTrafficLimits(limits, clock, largeMessages, guard.failNow);
  const requests = createRequestHandler(services, mayControl, socket, sink.send);

  function markAlive(): void {
    isAlive = true;
  }

  function handle(message: ClientMessage): void {
    if (message.type !== "ack") traffic.countMessage();
    switch (message.type) {
      case "subscribe":
        subscriptions.add(message);
        subscriptions.pump();
        return;
      case "unsubscribe":
        subscriptions.remove(message.id);
        return;
      case "ack":
        // The server decides how often a client has something to acknowledge, by what it sends.
        if (!subscriptions.acknowledge(message.run, message.seq)) traffic.countEmptyAck();
        subscriptions.pump();
        return;
      case "command":
        requests.command(message);
        return;
      case "start":
        requests.start(message);
        return;
      case "ping":
        sink.send({ type: "pong", n: message.n });
    }
  }

  socket.on("message", (data: Buffer, isBinary: boolean) => guard.run(() => handle(traffic.decode(data, isBinary))));
  wire.on("data", (bytes: Buffer) => guard.run(() => traffic.countFrames(bytes)));
  socket.on("ping", (data) => guard.run(() => sink.pong(data)));
  socket.on("pong", markAlive);

  guard.run(() => {
    sink.send(hello(limits, clock.now(), mayControl, runStarter.limits));
    if (first) handle(first);
  });

  return {
    beat() {
      subscriptions.recordLags();
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      guard.run(() => {
        // A slow client shows that it is alive by reading; a ping would only wait behind the rest.
        if (sink.isFull()) return;
        socket.ping();
        sink.send(subscriptions.heartbeat());
      });
    },
    drain: (closeMs, returnMs) => guard.run(() => sink.send({ type: "draining", closeMs, returnMs })),
    close: guard.close,
  };
}

function hello(
  { heartbeatMs, messageBytes, messagesPerSecond, subscriptions, window }: Limits,
  time: number,
  steering: boolean,
  start: RunStarter["limits"],
): HelloMessage {
  const limits = { messageBytes, messagesPerSecond, subscriptions, window, ...(steering && start && { start }) };
  return { type: "hello", protocol: "epochal.v1", heartbeatMs, time, steering, limits };
}
