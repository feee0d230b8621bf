/**
 * Coalesces everything that is written to a socket in one turn of the event loop into one write at its end. Each client is then
 * woken once per turn and not once per message.
 */
import type { Duplex } from "node:stream";

/** The stream that a WebSocket writes to. */
export type WritableWire = Pick<Duplex, "cork" | "uncork" | "writableLength"> & {
  write(bytes: Uint8Array, onWritten?: () => void): boolean;
};

/** The corked sockets of all servers in this process, because they share the event loop. */
let corked: (() => void)[] = [];

/** Returns a function to call before each write. */
export function createWriteCoalescer(wire: WritableWire): () => void {
  let isCorked = false;
  const uncork = () => {
    isCorked = false;
    wire.uncork();
  };
  return () => {
    if (isCorked) return;
    isCorked = true;
    wire.cork();
    if (corked.length === 0) process.nextTick(uncorkAll);
    corked.push(uncork);
  };
}

function uncorkAll(): void {
  const all = corked;
  corked = [];
  for (const uncork of all) uncork();
}
