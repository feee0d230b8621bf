/** One attempt to connect: a WebSocket whose end is reported once, and not if it was closed here. */
import type { ServerAddress } from "../server-address.ts";

export interface AttemptListener {
  onFrame(text: string): void;
  /** The connection is lost. */
  onLost(code: number, reason: string): void;
  /** The handshake has failed. A WebSocket reports neither its status nor why it failed. */
  onRefused(): void;
}

export interface ConnectionAttempt {
  /** Whether the handshake has succeeded. */
  readonly wasOpen: boolean;
  /** Drops the text once the connection is closed. */
  send(text: string): void;
  /** Ignores what still arrives. Does nothing the second time. */
  close(code: number): void;
}

export function attemptConnection(address: ServerAddress, listener: AttemptListener): ConnectionAttempt {
  const socket = address.openSocket();
  let wasOpen = false;
  let isOver = false;
  socket.onopen = () => (wasOpen = true);
  socket.onmessage = ({ data }) => {
    wasOpen = true;
    if (!isOver) listener.onFrame(String(data));
  };
  socket.onclose = ({ code, reason }) => {
    if (isOver) return;
    if (wasOpen) listener.onLost(code, reason);
    else listener.onRefused();
  };
  // Node 22 does not close a WebSocket whose handshake has failed.
  socket.onerror = () => {
    if (!isOver && !wasOpen) listener.onRefused();
  };
  return {
    get wasOpen() {
      return wasOpen;
    },
    send(text) {
      if (!isOver) socket.send(text);
    },
    close(code) {
      if (isOver) return;
      // First: Node 22 reports closing a WebSocket that has failed as another error, at once.
      isOver = true;
      socket.close(code);
    },
  };
}
