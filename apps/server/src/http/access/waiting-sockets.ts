/**
 * Bounds the sockets that are no connections: the silent ones, those between two requests, and those whose client has not read its
 * reply. At the limit the oldest of them makes room for a new one.
 */
import type { Socket } from "node:net";

export interface WaitingSockets {
  /** A socket was accepted. */
  add(socket: Socket): void;
  /** A socket has sent a request, and becomes the newest. */
  renew(socket: Socket): void;
  /** A socket became a connection, which has its own limit. Returns a function to call when the connection has ended. */
  exempt(socket: Socket): () => void;
}

export function createWaitingSockets(limit: number): WaitingSockets {
  /** The oldest first, by peer: with TLS, a request has a different socket than the one that was accepted. */
  const waiting = new Map<string, Socket>();

  function keep(socket: Socket): void {
    const peer = peerOf(socket);
    if (peer === undefined) {
      socket.destroy();
      return;
    }
    const [oldest] = waiting;
    if (waiting.size >= limit && oldest) {
      waiting.delete(oldest[0]);
      oldest[1].destroy();
    }
    waiting.set(peer, socket);
  }

  function remove(peer: string): Socket | undefined {
    const socket = waiting.get(peer);
    waiting.delete(peer);
    return socket;
  }

  return {
    add(socket) {
      const peer = peerOf(socket);
      keep(socket);
      // Once for a socket: it may become a connection many times.
      socket.once("close", () => {
        if (peer !== undefined && waiting.get(peer) === socket) waiting.delete(peer);
      });
    },
    renew(socket) {
      const peer = peerOf(socket) ?? "";
      const accepted = remove(peer);
      if (accepted) waiting.set(peer, accepted);
    },
    exempt(socket) {
      const accepted = remove(peerOf(socket) ?? "");
      return () => {
        if (accepted && !accepted.destroyed) keep(accepted);
      };
    },
  };
}

/** The address and port of the other side; undefined if it has disconnected already. */
function peerOf({ remoteAddress, remotePort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort}`;
}
