/** Limits what a client sends: the size of a message, and how much comes in a second. A client that exceeds one is disconnected. */
import { closeCodes, decodeClientMessage, ProtocolError, type ClientMessage } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { Limits } from "../limits.ts";
import { createExtraFrameCounter } from "./extra-frame-counter.ts";
import type { LargeMessages } from "./large-messages.ts";
import { createMessageRate } from "./message-rate.ts";

/** Each throws a ProtocolError if the client has sent too much. */
export interface TrafficLimits {
  /** Any message except an acknowledgement. */
  countMessage(): void;
  /** An acknowledgement of nothing. */
  countEmptyAck(): void;
  /** The fragments and control frames in bytes of the wire, and what is incomplete. */
  countFrames(bytes: Buffer): void;
  /** The client has disconnected. */
  close(): void;
  /** The message of a frame, if it is small enough. */
  decode(data: Buffer, isBinary: boolean): ClientMessage;
}

/** How many fragments of messages and control frames a client may send in a second. */
const EXTRA_FRAMES_PER_SECOND = 4096;
/** After a pause a client may send this number of seconds' frames, bytes and empty acknowledgements at once. */
const BURST_SECONDS = 4;

/** @param close closes the connection, because the incomplete messages of all clients are too large together. */
export function createTrafficLimits(
  limits: Limits,
  clock: Clock,
  largeMessages: LargeMessages,
  close: (error: ProtocolError) => void,
): TrafficLimits {
  const { messagesPerSecond, messageBytes } = limits;
  const bytesPerSecond = Math.max(limits.startBytes, messageBytes);
  const extraFrames = createExtraFrameCounter();
  const countMessages = createCounter("messages", messagesPerSecond, 2 * messagesPerSecond);
  const countEmptyAcks = createCounter("acknowledgements of nothing", messagesPerSecond);
  // At first one message, however large: a client that reconnects whenever it is closed gains little by that.
  const countBytes = createCounter("bytes", bytesPerSecond, BURST_SECONDS * bytesPerSecond, bytesPerSecond);
  const countFrames = createCounter("fragments and control frames", EXTRA_FRAMES_PER_SECOND);

  function createCounter(things: string, perSecond: number, burst = BURST_SECONDS * perSecond, initial = burst) {
    const allow = createMessageRate(perSecond, clock.monotonic(), burst, initial);
    return (count = 1): void => {
      if (allow(clock.monotonic(), count)) return;
      const reason = `expected at most ${perSecond} ${things} a second, got more`;
      throw new ProtocolError(reason, closeCodes.tooManyMessages);
    };
  }

  function checkSize(kind: string, bytes: number): void {
    if (bytes <= messageBytes) return;
    const reason = `expected at most ${messageBytes} bytes, got a ${kind} of ${bytes}`;
    throw new ProtocolError(reason, closeCodes.tooLarge);
  }

  return {
    countMessage: () => countMessages(),
    countEmptyAck: () => countEmptyAcks(),
    countFrames(bytes) {
      const count = extraFrames.count(bytes);
      largeMessages.hold(extraFrames.heldBytes, close);
      if (count > 0) countFrames(count);
    },
    close: () => largeMessages.hold(0, close),
    decode(data, isBinary) {
      if (isBinary) throw new ProtocolError("decodeClientMessage: expected a text frame, got a binary one");
      countBytes(data.length);
      largeMessages.count(data.length);
      const text = data.toString();
      // A large message that cannot be a `start` is not even parsed.
      if (!/"type"\s*:\s*"start"/.test(text)) checkSize("message", data.length);
      const message = decodeClientMessage(text);
      if (message.type !== "start") checkSize(message.type, data.length);
      return message;
    },
  };
}
