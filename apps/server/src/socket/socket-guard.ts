/** Runs the work of one WebSocket. A failure closes this connection, and no other. */
import { closeCodes, ProtocolError } from "@epochal/protocol";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { INTERNAL_ERROR, type ConnectionServices } from "../connection.ts";

export interface SocketGuard {
  /** Runs `work`, unless the connection is closing. Closes the connection if `work` throws. */
  readonly run: (work: () => void) => void;
  /** Closes the connection because of an error: of its client if it is a ProtocolError, otherwise of the server. */
  readonly fail: (error: unknown) => void;
  /** The same at once, which frees what is incomplete: a client has a second to close the connection otherwise. */
  readonly failNow: (error: unknown) => void;
  readonly close: (code: number, reason: string) => void;
}

/** How long a client that sends too much may take to close the connection. */
const FLOOD_CLOSE_MS = 1000;

/**
 * @param wire the stream that the WebSocket reads from.
 * @param onClosed is called with the close code.
 */
export function createSocketGuard(
  socket: WebSocket,
  wire: Pick<Duplex, "resume" | "end" | "removeAllListeners">,
  { clock, onClientFailure }: Pick<ConnectionServices, "clock" | "onClientFailure">,
  onClosed: (code: number) => void,
): SocketGuard {
  let isClosing = false;
  let isFlooded = false;

  function close(code: number, reason: string): void {
    isClosing = true;
    // Read on, so that the client's close frame arrives.
    socket.resume();
    socket.close(code, shorten(reason));
    if (code === closeCodes.tooManyMessages) ignoreFlood();
  }

  /** A client may go on sending although it was closed. Its bytes are read and dropped, without parsing, until it closes the connection. */
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

  function fail(error: unknown): void {
    if (error instanceof ProtocolError) {
      close(error.code, error.message);
      return;
    }
    close(closeCodes.failed, INTERNAL_ERROR);
    onClientFailure(error);
  }

  // After a broken frame, `ws` closes the socket with the code of RFC 6455.
  socket.on("error", () => {});
  socket.on("close", (code) => {
    isClosing = true;
    // The close frame of a client that sends too much is not parsed.
    onClosed(isFlooded ? closeCodes.tooManyMessages : code);
  });

  return {
    run(work) {
      if (isClosing) return;
      try {
        work();
      } catch (error) {
        fail(error);
      }
    },
    fail,
    failNow(error) {
      fail(error);
      socket.terminate();
    },
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
