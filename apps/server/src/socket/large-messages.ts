/**
 * Bounds what all clients together make the server do for their large messages: the bytes that it holds of incomplete ones, and the
 * bytes that it parses in a second. A client that reconnects whenever it is closed, or many clients, get no more than one.
 */
import { closeCodes, ProtocolError } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { Limits } from "../limits.ts";
import { createMessageRate } from "./message-rate.ts";

export interface LargeMessages {
  /**
   * Sets the bytes of an incomplete message that a client holds; 0: none. At the limit, the client with the oldest one is closed.
   * @param close is the same function for each call of a client.
   */
  readonly hold: (bytes: number, close: (error: ProtocolError) => void) => void;
  /** A message was received. @throws ProtocolError if all clients send too many bytes in large messages. */
  readonly count: (bytes: number) => void;
}

const MAX_HELD_BYTES = 16 * 1024 * 1024;
const BURST_SECONDS = 4;

export function createLargeMessages({ messageBytes, startBytes }: Limits, clock: Clock): LargeMessages {
  /** The bytes that each client holds, the one whose message has begun first at the beginning. */
  const held = new Map<(error: ProtocolError) => void, number>();
  let total = 0;
  const allow = createMessageRate(startBytes, clock.monotonic(), BURST_SECONDS * startBytes);

  function tooMany(what: string): ProtocolError {
    return new ProtocolError(`expected ${what} of all clients, got more; retry later`, closeCodes.tooManyMessages);
  }

  function release(close: (error: ProtocolError) => void): void {
    total -= held.get(close) ?? 0;
    held.delete(close);
  }

  return {
    hold(bytes, close) {
      if (bytes === 0) {
        if (held.has(close)) release(close);
        return;
      }
      total += bytes - (held.get(close) ?? 0);
      held.set(close, bytes);
      for (const [closeOldest] of held) {
        if (total <= MAX_HELD_BYTES) return;
        release(closeOldest);
        closeOldest(tooMany(`at most ${MAX_HELD_BYTES} bytes of incomplete messages`));
      }
    },
    count(bytes) {
      if (bytes > messageBytes && !allow(clock.monotonic(), bytes))
        throw tooMany(`at most ${startBytes} bytes a second in messages longer than ${messageBytes}`);
    },
  };
}
