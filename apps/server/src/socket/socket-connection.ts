/** A client on a WebSocket: handles its messages and sends its subscriptions. A failure here ends only this connection. */
import { closeCodes, ProtocolError, type ClientMessage, type HelloMessage } from "@epochal/protocol";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { INTERNAL_ERROR, type Access, type Connection, type ConnectionServices } from "../connection.ts";
import type { Limits } from "../limits.ts";
import type { RunStarter } from "../runs/start/run-starter.ts";
import { createSubscriptions, type SubscribeRequest } from "../subscription/subscriptions.ts";
import { createRequestHandler } from "./request-handler.ts";
import { createSocketSink } from "./socket-sink.ts";
import { createTrafficLimits } from "./traffic-limits.ts";
import type { WritableWire } from "./write-coalescer.ts";

/** The stream below a WebSocket. */
export type SocketWire = WritableWire &
  Pick<Duplex, "resume" | "end" | "removeAllListeners"> & {
    on(event: "data", onData: (bytes: Buffer) => void): unknown;
  };

/** How long a client that sends too much may take to close the connection. */
const FLOOD_CLOSE_MS = 1000;

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
  const { runStarter, limits, clock, largeMessages, onClientFailure } = services;
  let isAlive = true;
  let isClosing = false;
  let isFlooded = false;

  const sink = createSocketSink(socket, wire, markAlive, () => subscriptions.pump());
  const subscriptions = createSubscriptions(services, sink, guard, fail);
  const traffic = createTrafficLimits(limits, clock, largeMessages, failNow);
  const requests = createRequestHandler(services, mayControl, socket, (reply) => sink.send(reply));

  function markAlive(): void {
    isAlive = true;
  }

  /** Closes the connection if `work` throws. */
  function guard(work: () => void): void {
    if (isClosing) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (error instanceof ProtocolError) {
      close(error.code, error.message);
      return;
    }
    close(closeCodes.failed, INTERNAL_ERROR);
    onClientFailure(error);
  }

  /** Also frees what is incomplete: a client has a second to close the connection otherwise. */
  function failNow(error: unknown): void {
    fail(error);
    socket.terminate();
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

  function close(code: number, reason: string): void {
    isClosing = true;
    // Read on, so that the client's close frame arrives.
    socket.resume();
    socket.close(code, shorten(reason));
    if (code === closeCodes.tooManyMessages) ignoreFlood();
  }

  /** A client that sends too much need not stop because of that. What it sends is read until it closes the connection, and not parsed. */
  function ignoreFlood(): void {
    isFlooded = true;
    wire.removeAllListeners("data");
    wire.resume();
    wire.end();
    socket.once(
      "close",
      clock.schedule(() => socket.terminate(), FLOOD_CLOSE_MS),
    );
  }

  socket.on("message", (data: Buffer, isBinary: boolean) => guard(() => handle(traffic.decode(data, isBinary))));
  wire.on("data", (bytes: Buffer) => guard(() => traffic.countFrames(bytes)));
  socket.on("ping", (data) => guard(() => sink.pong(data)));
  socket.on("pong", markAlive);
  // After a broken frame, `ws` closes the socket with the code of RFC 6455.
  socket.on("error", () => {});
  socket.on("close", (code) => {
    isClosing = true;
    subscriptions.close();
    traffic.close();
    // The close frame of a client that sends too much is not parsed.
    onClose(isFlooded ? closeCodes.tooManyMessages : code);
  });

  guard(() => {
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
      guard(() => {
        // A slow client shows that it is alive by reading; a ping would only wait behind the rest.
        if (sink.isFull()) return;
        socket.ping();
        sink.send(subscriptions.heartbeat());
      });
    },
    drain: (closeMs, returnMs) => guard(() => sink.send({ type: "draining", closeMs, returnMs })),
    close,
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

/** Cuts a reason to the 123 bytes that fit into a close frame. */
function shorten(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, "");
}
