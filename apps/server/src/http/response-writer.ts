/** The way out to one client that reads a response, which takes no more than it reads. */
import type { ServerResponse } from "node:http";
import { MAX_BUFFERED_BYTES } from "../socket/socket-sink.ts";

export interface ResponseWriter {
  write(text: string): void;
  /** True while so much waits to be sent that more would only fill memory. */
  isFull(): boolean;
  /** Whether it has been full all the time since this was last asked, and nothing of it was taken. */
  hasStalled(): boolean;
}

/** @param onRoom is called when there is room again for whoever found it full. */
export function createResponseWriter(response: ServerResponse, onRoom: () => void): ResponseWriter {
  let isWaitedFor = false;
  let isStalling = false;

  const isFull = () => response.writableLength > MAX_BUFFERED_BYTES;

  function onSent(): void {
    isStalling = false;
    if (!isWaitedFor || isFull()) return;
    isWaitedFor = false;
    onRoom();
  }

  return {
    write(text) {
      if (response.writableEnded || response.destroyed) return;
      response.write(text, onSent);
    },
    isFull() {
      const full = isFull();
      isWaitedFor ||= full;
      return full;
    },
    hasStalled() {
      const hasStalled = isStalling;
      isStalling = isFull();
      return hasStalled;
    },
  };
}
