/** Sends messages to one WebSocket. A client that does not read is not read from either, so that nothing piles up here. */
import { encodeServerMessage } from "@epochal/protocol";
import { WebSocket } from "ws";
import { encodeTextFrame } from "../frames/text-frame.ts";
import { MAX_BUFFERED_BYTES, type ClientSink } from "../subscription/client-sink.ts";
import { createWriteCoalescer, type WritableWire } from "./write-coalescer.ts";

export interface SocketSink extends ClientSink {
  pong(data: Buffer): void;
}

/**
 * @param wire the stream that the WebSocket writes to.
 * @param onProgress is called when a slow client has taken something.
 * @param onRoom is called when there is room again after `isFull` was true.
 */
export function createSocketSink(
  socket: WebSocket,
  wire: WritableWire,
  onProgress: () => void,
  onRoom: () => void,
): SocketSink {
  const corkUntilTurnEnds = createWriteCoalescer(wire);
  let isSenderWaiting = false;

  const isOpen = () => socket.readyState === WebSocket.OPEN;
  const isFull = () => wire.writableLength > MAX_BUFFERED_BYTES;

  function stopReadingIfFull(): void {
    if (isFull()) socket.pause();
  }

  function onSent(): void {
    if (!isOpen()) return;
    if (socket.isPaused) onProgress();
    if (isFull()) return;
    if (socket.isPaused) socket.resume();
    if (!isSenderWaiting) return;
    isSenderWaiting = false;
    onRoom();
  }

  /**
   * Bypasses the WebSocket, which would make a header and two buffers per client. The order stays right, because it writes its own
   * frames uncompressed and thus synchronously.
   */
  function write(frame: Buffer): void {
    if (!isOpen()) return;
    corkUntilTurnEnds();
    // If the buffer is empty, skip the write callback: a slow client is detected on its next write.
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
    isFull() {
      const full = isFull();
      isSenderWaiting ||= full;
      return full;
    },
    pong(data) {
      if (!isOpen()) return;
      corkUntilTurnEnds();
      socket.pong(data, false, onSent);
      stopReadingIfFull();
    },
  };
}
