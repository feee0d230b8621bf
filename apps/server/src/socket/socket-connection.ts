/** A client on a WebSocket: handles its messages and sends its subscriptions. A failure here ends only this connection. */
import {
  closeCodes,
  decodeClientMessage,
  ProtocolError,
  type ClientMessage,
  type ReplyMessage,
} from "@epochal/protocol";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { INTERNAL_ERROR, type Access, type Connection, type ConnectionServices } from "../connection.ts";
import { refusedReply, tooManyUnanswered, viewOnlyToken } from "../runs/refusal.ts";
import { createSubscriptions, type SubscribeRequest } from "../subscription/subscriptions.ts";
import { createExtraFrameCounter } from "./extra-frame-counter.ts";
import { createMessageRate } from "./message-rate.ts";
import { createSocketSink } from "./socket-sink.ts";
import type { WritableWire } from "./write-coalescer.ts";

/** Commands and starts of a connection that may wait for their reply. */
const MAX_UNANSWERED = 256;
/** The stream below a WebSocket. */
export type SocketWire = WritableWire &
  Pick<Duplex, "resume" | "end" | "removeAllListeners"> & {
    on(event: "data", onData: (bytes: Buffer) => void): unknown;
  };

/** How many fragments of messages and control frames a client may send in a second. */
const EXTRA_FRAMES_PER_SECOND = 4096;
/** After a pause a client may send this number of seconds' frames, bytes and empty acknowledgements at once. */
const BURST_SECONDS = 4;
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
  const { commandRouter, runStarter, limits, clock, logger, onClientFailure } = services;
  /** Whether other clients may control this server's runs, but not this one. */
  const isViewOnly = commandRouter.acceptsCommands && !mayControl;
  let isAlive = true;
  let isClosing = false;
  let isFlooded = false;
  let unanswered = 0;

  const sink = createSocketSink(socket, wire, markAlive, () => subscriptions.pump());
  const subscriptions = createSubscriptions(services, sink, guard, fail);
  const now = clock.monotonic();
  const allowMessage = createMessageRate(limits.messagesPerSecond, now);
  const allowEmptyAck = createMessageRate(limits.messagesPerSecond, now, BURST_SECONDS * limits.messagesPerSecond);
  const bytesPerSecond = Math.max(limits.startBytes, limits.messageBytes);
  // At first one message, however large: a client that reconnects whenever it is closed gains little by that.
  const allowBytes = createMessageRate(bytesPerSecond, now, BURST_SECONDS * bytesPerSecond, bytesPerSecond);
  const countExtraFrames = createExtraFrameCounter();
  const allowExtraFrames = createMessageRate(EXTRA_FRAMES_PER_SECOND, now, BURST_SECONDS * EXTRA_FRAMES_PER_SECOND);

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
    if (message.type !== "ack" && !allowMessage(clock.monotonic())) {
      throw tooMuch(`${limits.messagesPerSecond} messages`);
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
        // The server decides how often a client has something to acknowledge, by what it sends.
        if (!subscriptions.acknowledge(message.run, message.seq) && !allowEmptyAck(clock.monotonic())) {
          throw tooMuch(`${limits.messagesPerSecond} acknowledgements of nothing`);
        }
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
        void answer(runStarter.start(message, socket), { command: "start" });
        return;
      case "ping":
        sink.send({ type: "pong", n: message.n });
    }
  }

  /** Whether no further request of this client is accepted, because too many wait for their reply. */
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

  function receive(data: Buffer, isBinary: boolean): void {
    if (isBinary) throw new ProtocolError("decodeClientMessage: expected a text frame, got a binary one");
    if (!allowBytes(clock.monotonic(), data.length)) throw tooMuch(`${bytesPerSecond} bytes`);
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
  wire.on("data", (bytes: Buffer) =>
    guard(() => {
      const count = countExtraFrames(bytes);
      if (count > 0 && !allowExtraFrames(clock.monotonic(), count))
        throw tooMuch(`${EXTRA_FRAMES_PER_SECOND} fragments and control frames`);
    }),
  );
  socket.on("ping", (data) => guard(() => sink.pong(data)));
  socket.on("pong", markAlive);
  // After a broken frame, `ws` closes the socket with the code of RFC 6455.
  socket.on("error", () => {});
  socket.on("close", (code) => {
    isClosing = true;
    subscriptions.close();
    // The close frame of a client that sends too much is not parsed.
    onClose(isFlooded ? closeCodes.tooManyMessages : code);
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

function tooMuch(limit: string): ProtocolError {
  return new ProtocolError(`expected at most ${limit} a second, got more`, closeCodes.tooManyMessages);
}

/** Cuts a reason to the 123 bytes that fit into a close frame. */
function shorten(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, "");
}
