/** The way out to one client that reads a response, which takes no more than it reads. */
import type { ServerResponse } from "node:http";
import { FULL_BYTES } from "../outlet.ts";

export interface ResponseOutlet {
  write(text: string): void;
  /** True while so much waits to be sent that more would only fill memory. */
  isFull(): boolean;
  /** Whether it has been full all the time since this was last asked, and nothing of it was taken. */
  hasStalled(): boolean;
}

/** @param onRoom is called when there is room again for whoever found it full. */
export function createResponseOutlet(response: ServerResponse, onRoom: () => void): ResponseOutlet {
  let isWaitedFor = false;
  let isStalling = false;

  const isFull = () => response.writableLength > FULL_BYTES;

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
