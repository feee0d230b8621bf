/** The way out to one client. A client that does not read is not read either: so neither side's words pile up here. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import { WebSocket } from "ws";
import { createWriteCoalescer, type WritableWire } from "./write-coalescer.ts";
import type { Frame } from "../frames/frame.ts";
import { encodeTextFrame } from "../frames/text-frame.ts";

/** A client as a subscription sees it. */
export interface ClientSink {
  /** Sends events, with all else that is sent in this turn of the event loop. */
  sendFrame(frame: Frame): void;
  /** Sends events that are all for now, to a client that has taken all before; else it does not, and says so by false. */
  trySendFrame(frame: Frame): boolean;
  send(message: ServerMessage): void;
  /** True while so much waits to be sent that more would only fill memory. */
  isFull(): boolean;
}

export interface SocketSink extends ClientSink {
  pong(data: Buffer): void;
}

/** More than this many bytes waiting to be sent: the client is slower than what it is told, and waits. */
export const MAX_BUFFERED_BYTES = 64 * 1024;

/**
 * @param wire what the socket writes to.
 * @param onProgress is called when a client that was behind has taken something.
 * @param onRoom is called when there is room again for whoever found it full.
 */
export function createSocketSink(
  socket: WebSocket,
  wire: WritableWire,
  onProgress: () => void,
  onRoom: () => void,
): SocketSink {
  const holdBack = createWriteCoalescer(wire);
  let isWaitedFor = false;

  const isOpen = () => socket.readyState === WebSocket.OPEN;
  const isFull = () => wire.writableLength > MAX_BUFFERED_BYTES;

  function findFull(): boolean {
    const full = isFull();
    isWaitedFor ||= full;
    return full;
  }

  function stopReadingIfFull(): void {
    if (isFull()) socket.pause();
  }

  function onSent(): void {
    if (!isOpen()) return;
    if (socket.isPaused) onProgress();
    if (isFull()) return;
    if (socket.isPaused) socket.resume();
    if (!isWaitedFor) return;
    isWaitedFor = false;
    onRoom();
  }

  /**
   * Past the WebSocket, which would make a header and two pieces of it for each client: what it writes itself it writes whole,
   * since nothing is compressed, so this comes behind.
   */
  function write(frame: Buffer): void {
    if (!isOpen()) return;
    holdBack();
    // Who takes all at once need not be waited for; whoever does not has no room soon, and is called back by what comes next.
    const isBehind = wire.writableLength > 0 || frame.length > MAX_BUFFERED_BYTES / 2;
    if (!isBehind) {
      wire.write(frame);
      return;
    }
    wire.write(frame, onSent);
    stopReadingIfFull();
  }

  return {
    sendFrame: ({ bytes }) => write(bytes),
    trySendFrame({ bytes }) {
      if (wire.writableLength > 0 || bytes.length > MAX_BUFFERED_BYTES / 2 || !isOpen()) return false;
      wire.write(bytes);
      return true;
    },
    send: (message) => write(encodeTextFrame(encodeServerMessage(message))),
    isFull: findFull,
    pong(data) {
      if (!isOpen()) return;
      socket.pong(data, false, onSent);
      stopReadingIfFull();
    },
  };
}
