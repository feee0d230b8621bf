/** Writes to a response, which buffers no more than its client reads. */
import type { ServerResponse } from "node:http";
import { MAX_BUFFERED_BYTES } from "../subscription/client-sink.ts";

export interface ResponseWriter {
  write(text: string): void;
  /** Whether so much is waiting to be sent that the sender should wait. It is called back when there is room again. */
  isFull(): boolean;
  /** Whether it was full the whole time since the last call, and the client has read nothing. */
  hasStalled(): boolean;
}

/** @param onRoom is called when there is room again after `isFull` was true. */
export function createResponseWriter(response: ServerResponse, onRoom: () => void): ResponseWriter {
  let isSenderWaiting = false;
  let isStalling = false;

  const isFull = () => response.writableLength > MAX_BUFFERED_BYTES;

  function onSent(): void {
    isStalling = false;
    if (!isSenderWaiting || isFull()) return;
    isSenderWaiting = false;
    onRoom();
  }

  return {
    write(text) {
      if (response.writableEnded || response.destroyed) return;
      response.write(text, onSent);
    },
    isFull() {
      const full = isFull();
      isSenderWaiting ||= full;
      return full;
    },
    hasStalled() {
      const hasStalled = isStalling;
      isStalling = isFull();
      return hasStalled;
    },
  };
}
