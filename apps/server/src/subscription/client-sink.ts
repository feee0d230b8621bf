/** The sending side of a client connection, as a subscription sees it. */
import type { ServerMessage } from "@epochal/protocol";
import type { Frame } from "../frames/frame.ts";

export interface ClientSink {
  /** Sends events, batched with everything else that is sent in this turn of the event loop. */
  sendFrame(frame: Frame): void;
  /** Sends events immediately if the client has taken everything before; otherwise sends nothing and returns false. */
  trySendFrame(frame: Frame): boolean;
  readonly send: (message: ServerMessage) => void;
  /** Whether so much is waiting to be sent that the sender should wait. It is called back when there is room again. */
  isFull(): boolean;
}

/** With more bytes waiting to be sent, a client is too slow and sending pauses. */
export const MAX_BUFFERED_BYTES = 64 * 1024;
