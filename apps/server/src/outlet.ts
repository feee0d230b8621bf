/** The way out to one client. A client that does not read is not read either: so neither side's words pile up here. */
import { encodeServerMessage, type ServerMessage } from "@epochal/protocol";
import { WebSocket } from "ws";

/** A socket as a subscription sees it. */
export interface Outlet {
  /** Sends an encoded message. */
  sendText(text: string): void;
  send(message: ServerMessage): void;
  /** True while so much waits to be sent that more would only fill memory. */
  isFull(): boolean;
}

export interface SocketOutlet extends Outlet {
  pong(data: Buffer): void;
}

/** More than this many bytes waiting to be sent: the client is slower than what it is told, and waits. */
const FULL_BYTES = 64 * 1024;

/**
 * @param onProgress is called when a client that was behind has taken something.
 * @param onRoom is called when there is room again for whoever found it full.
 */
export function createOutlet(socket: WebSocket, onProgress: () => void, onRoom: () => void): SocketOutlet {
  let isWaitedFor = false;

  const isOpen = () => socket.readyState === WebSocket.OPEN;
  const isFull = () => socket.bufferedAmount > FULL_BYTES;

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

  function sendText(text: string): void {
    if (!isOpen()) return;
    socket.send(text, onSent);
    stopReadingIfFull();
  }

  return {
    sendText,
    send: (message) => sendText(encodeServerMessage(message)),
    isFull: findFull,
    pong(data) {
      if (!isOpen()) return;
      socket.pong(data, false, onSent);
      stopReadingIfFull();
    },
  };
}
