/** Writes to a response, which buffers no more than its client reads. */
import type { ServerResponse } from "node:http";
import { MAX_BUFFERED_BYTES } from "../../subscription/client-sink.ts";

export interface ResponseWriter {
  /** Writes parts as one chunk of the response. Bytes are not copied: all clients may be sent the same ones. */
  write(...parts: readonly (string | Buffer)[]): void;
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
    write(...parts) {
      if (response.writableEnded || response.destroyed) return;
      response.cork();
      for (const part of parts.slice(0, -1)) if (part.length > 0) response.write(part);
      response.write(parts.at(-1)!, onSent);
      response.uncork();
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
