/** A client on a WebSocket: handles its messages and sends its subscriptions. A failure here ends only this connection. */
import {
  closeCodes,
  decodeClientMessage,
  ProtocolError,
  type ClientMessage,
  type ReplyMessage,
} from "@epochal/protocol";
import type { WebSocket } from "ws";
import { INTERNAL_ERROR, type Access, type Connection, type ConnectionServices } from "../connection.ts";
import { refusedReply, tooManyUnanswered, viewOnlyToken } from "../runs/refusal.ts";
import { createSubscriptions, type SubscribeRequest } from "../subscription/subscriptions.ts";
import { createMessageRate } from "./message-rate.ts";
import { createSocketSink } from "./socket-sink.ts";
import type { WritableWire } from "./write-coalescer.ts";

/** Commands and starts of a connection that may wait for their reply. */
const MAX_UNANSWERED = 256;

/**
 * @param wire the stream that the WebSocket writes to.
 * @param first the subscription that the URL describes.
 * @param onClose is called with the close code.
 */
export function createSocketConnection(
  socket: WebSocket,
  wire: WritableWire,
  services: ConnectionServices,
  { mayControl }: Access,
  first: SubscribeRequest | undefined,
  onClose: (code: number) => void,
): Connection {
  const { commandRouter, runStarter, limits, clock, logger, onClientFailure } = services;
  /** Whether other clients may control this server's runs, but not this one. */
  const isViewOnly = commandRouter.acceptsCommands && !mayControl;
  let isAlive = true;
  let isClosing = false;
  let unanswered = 0;

  const sink = createSocketSink(socket, wire, markAlive, () => subscriptions.pump());
  const subscriptions = createSubscriptions(services, sink, guard, fail);
  const allowMessage = createMessageRate(limits.messagesPerSecond, clock.monotonic());

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

  function handle(message: ClientMessage): void {
    // The server decides how often a client acknowledges, by what it sends.
    if (message.type !== "ack" && !allowMessage(clock.monotonic())) {
      const reason = `expected at most ${limits.messagesPerSecond} messages a second, got more`;
      throw new ProtocolError(reason, closeCodes.tooManyMessages);
    }
    switch (message.type) {
      case "subscribe":
        subscriptions.add(message);
        subscriptions.pump();
        return;
      case "unsubscribe":
        subscriptions.remove(message.id);
        return;
      case "ack":
        subscriptions.acknowledge(message.run, message.seq);
        subscriptions.pump();
        return;
      case "command": {
        const details = { run: message.run, command: message.command.type };
        if (isViewOnly) return sendReply(refusedReply(message.id, "command", viewOnlyToken), details);
        if (isBusy()) return sendReply(refusedReply(message.id, "command", tooManyUnanswered), details);
        void answer(commandRouter.route(message), details);
        return;
      }
      case "start":
        if (isViewOnly) return sendReply(refusedReply(message.id, "start", viewOnlyToken), { command: "start" });
        if (isBusy()) return sendReply(refusedReply(message.id, "start", tooManyUnanswered), { command: "start" });
        void answer(runStarter.start(message), { command: "start" });
        return;
      case "ping":
        sink.send({ type: "pong", n: message.n });
    }
  }

  /** Whether so many requests of this client wait for their reply that no more are accepted. */
  const isBusy = () => unanswered >= MAX_UNANSWERED;

  async function answer(reply: Promise<ReplyMessage>, details: object): Promise<void> {
    unanswered += 1;
    const sent = await reply;
    unanswered -= 1;
    sendReply(sent, details);
  }

  function sendReply(reply: ReplyMessage, details: object): void {
    const { type, ...particulars } = reply;
    logger.info({ ...details, ...particulars }, `command ${type}`);
    sink.send(reply);
  }

  function close(code: number, reason: string): void {
    isClosing = true;
    // Read on, so that the client's close frame arrives.
    socket.resume();
    socket.close(code, shorten(reason));
  }

  function receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) throw new ProtocolError("decodeClientMessage: expected a text frame, got a binary one");
    const text = data.toString();
    // A large message that cannot be a `start` is not even parsed.
    if (data.length > limits.messageBytes && !/"type"\s*:\s*"start"/.test(text)) throw tooLarge("message", data.length);
    const message = decodeClientMessage(text);
    if (message.type !== "start" && data.length > limits.messageBytes) throw tooLarge(message.type, data.length);
    handle(message);
  }

  function tooLarge(kind: string, bytes: number): ProtocolError {
    const reason = `expected at most ${limits.messageBytes} bytes, got a ${kind} of ${bytes}`;
    return new ProtocolError(reason, closeCodes.tooLarge);
  }

  function sendHello(): void {
    const { heartbeatMs, messageBytes, messagesPerSecond, subscriptions: maxSubscriptions, window } = limits;
    sink.send({
      type: "hello",
      protocol: "epochal.v1",
      heartbeatMs,
      time: clock.now(),
      steering: mayControl,
      limits: {
        messageBytes,
        messagesPerSecond,
        subscriptions: maxSubscriptions,
        window,
        ...(mayControl && runStarter.limits && { start: runStarter.limits }),
      },
    });
  }

  socket.on("message", (data: Buffer, isBinary: boolean) => guard(() => receive(data, isBinary)));
  socket.on("ping", (data) => guard(() => sink.pong(data)));
  socket.on("pong", markAlive);
  // After a broken frame, `ws` closes the socket with the code of RFC 6455.
  socket.on("error", () => {});
  socket.on("close", (code) => {
    isClosing = true;
    subscriptions.close();
    onClose(code);
  });

  guard(() => {
    sendHello();
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
        sink.send({ type: "heartbeat", heads: subscriptions.heads(), time: clock.now() });
      });
    },
    drain: (closeMs, returnMs) => guard(() => sink.send({ type: "draining", closeMs, returnMs })),
    close,
  };
}

/** Cuts a reason to the 123 bytes that fit into a close frame. */
function shorten(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, "");
}
