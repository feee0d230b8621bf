/**
 * What is sent in one turn of the event loop leaves when the turn is over: each socket is written once, however many messages it
 * is, and all of them right behind one another. So those who read are woken once, and not by each message for each of them.
 */
import type { Duplex } from "node:stream";

/** What a WebSocket writes to. */
export type WritableWire = Pick<Duplex, "cork" | "uncork" | "writableLength"> & {
  write(bytes: Uint8Array, onWritten?: () => void): boolean;
};

/** Of all servers in this process, since it is one event loop. */
let departing: (() => void)[] = [];

/** @returns a function to be called before something is written. */
export function createWriteCoalescer(wire: WritableWire): () => void {
  let isHeld = false;
  const leave = () => {
    isHeld = false;
    wire.uncork();
  };
  return () => {
    if (isHeld) return;
    isHeld = true;
    wire.cork();
    if (departing.length === 0) process.nextTick(depart);
    departing.push(leave);
  };
}

function depart(): void {
  const all = departing;
  departing = [];
  for (const leave of all) leave();
}
