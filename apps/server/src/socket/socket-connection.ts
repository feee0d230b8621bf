/** One client's socket: what it asks for, and what it is sent. Nothing that happens here ends more than this connection. */
import {
  closeCodes,
  decodeClientMessage,
  ProtocolError,
  type ClientMessage,
  type ReplyMessage,
} from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { WebSocket } from "ws";
import type { SubscribeRequest } from "../http/url.ts";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import type { Logger } from "../logger.ts";
import type { WritableWire } from "./write-coalescer.ts";
import { createMessageRate } from "./message-rate.ts";
import type { Metrics } from "../metrics.ts";
import { createSocketSink } from "./socket-sink.ts";
import type { RunStarter } from "../runs/run-starter.ts";
import type { CommandRouter } from "../runs/command-router.ts";
import { createSubscriptions } from "../subscription/subscriptions.ts";
import { createCooperativeLoop } from "../subscription/cooperative-loop.ts";

export interface Connection {
  /** Sends a heartbeat; ends a connection whose peer has not answered since the last call. */
  beat(): void;
  /** Says that it will be closed within `closeMs`. */
  drain(closeMs: number, returnMs: number): void;
  close(code: number, reason: string): void;
}

/** What all connections of a server share. */
export interface ConnectionServices {
  readonly hub: Hub;
  readonly commandRouter: CommandRouter;
  readonly runStarter: RunStarter;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Uniform in [0, 1), for when clients come back. */
  readonly random: () => number;
  readonly onClientFailure: (error: unknown) => void;
}

/**
 * @param wire what the socket writes to.
 * @param first a subscription the address already asks for.
 * @param onClose is told the close code.
 */
export function createSocketConnection(
  socket: WebSocket,
  wire: WritableWire,
  service: ConnectionServices,
  first: SubscribeRequest | undefined,
  onClose: (code: number) => void,
): Connection {
  const { hub, commandRouter: steering, runStarter: starter, limits, clock, logger, onClientFailure } = service;
  let isAnswering = true;
  let isClosing = false;

  const answered = () => {
    isAnswering = true;
  };
  const outlet = createSocketSink(socket, wire, answered, pump);
  const subscriptions = createSubscriptions(service, outlet, pump, fail);
  const turns = createCooperativeLoop(() => {
    let isMore = false;
    guard(() => (isMore = subscriptions.pump()));
    return isMore;
  });
  const rate = createMessageRate(limits.messagesPerSecond, clock.now());

  /** Whatever goes wrong in `work` is the end of this connection. */
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
    close(closeCodes.failed, "expected to go on, got a failure of the server: come back later");
    onClientFailure(error);
  }

  function pump(): void {
    turns.run();
  }

  function handle(message: ClientMessage): void {
    // How often a client acknowledges is up to the server, which sends what is acknowledged.
    if (message.type !== "ack" && !rate.allow(clock.now())) {
      const most = limits.messagesPerSecond;
      throw new ProtocolError(`expected at most ${most} messages a second, got more`, closeCodes.tooManyMessages);
    }
    switch (message.type) {
      case "subscribe":
        subscriptions.add(message);
        pump();
        return;
      case "unsubscribe":
        subscriptions.remove(message.id);
        return;
      case "ack":
        subscriptions.acknowledge(message.run, message.seq);
        pump();
        return;
      case "command":
        void steering
          .route(message)
          .then((answer) => tell(answer, { run: message.run, command: message.command.type }));
        return;
      case "start":
        void starter.start(message).then((answer) => tell(answer, { command: "start" }));
        return;
      case "ping":
        outlet.send({ type: "pong", n: message.n });
    }
  }

  function tell(answer: ReplyMessage, particulars: object): void {
    const { type, ...how } = answer;
    logger.info({ ...particulars, ...how }, `a command was ${type}`);
    outlet.send(answer);
  }

  function close(code: number, reason: string): void {
    isClosing = true;
    // So that the client's answer to this is read.
    socket.resume();
    socket.close(code, shorten(reason));
  }

  socket.on("message", (data: Buffer, isBinary: boolean) =>
    guard(() => {
      if (isBinary) throw new ProtocolError("decodeClientMessage: expected a text frame, got a binary one");
      const message = decodeClientMessage(data.toString());
      if (message.type !== "start" && data.length > limits.messageBytes) {
        const most = `expected at most ${limits.messageBytes} bytes, got a ${message.type} of ${data.length}`;
        throw new ProtocolError(most, closeCodes.tooLarge);
      }
      handle(message);
    }),
  );
  socket.on("ping", (data) => guard(() => outlet.pong(data)));
  socket.on("pong", answered);
  // A broken frame: `ws` closes with the code that RFC 6455 asks for; there is nothing to add.
  socket.on("error", () => {});
  const unwatch = hub.watchRuns(() => {
    guard(() => subscriptions.retryPending());
    pump();
  });
  socket.on("close", (code) => {
    isClosing = true;
    unwatch();
    subscriptions.close();
    turns.stop();
    onClose(code);
  });

  guard(() => {
    const { heartbeatMs, messageBytes, messagesPerSecond, window } = limits;
    outlet.send({
      type: "hello",
      protocol: "epochal.v1",
      heartbeatMs,
      time: clock.now(),
      steering: steering.isAllowed,
      limits: {
        messageBytes,
        messagesPerSecond,
        subscriptions: limits.subscriptions,
        window,
        ...(starter.limits && { start: starter.limits }),
      },
    });
    if (first) handle(first);
  });

  return {
    beat() {
      subscriptions.recordLags();
      if (!isAnswering) {
        socket.terminate();
        return;
      }
      isAnswering = false;
      guard(() => {
        // One who is behind answers by taking what waits for it; a ping would only wait there too.
        if (outlet.isFull()) return;
        socket.ping();
        outlet.send({ type: "heartbeat", heads: subscriptions.heads(), time: clock.now() });
      });
    },
    drain: (closeMs, returnMs) => guard(() => outlet.send({ type: "draining", closeMs, returnMs })),
    close,
  };
}

/** As much of a reason as a close frame has room for: 123 bytes. */
function shorten(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, "");
}
