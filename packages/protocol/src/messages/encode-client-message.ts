import type { ClientMessage } from "./client-message.ts";

/** A message as the text of a frame. */
export function encodeClientMessage(message: ClientMessage): string {
  return JSON.stringify(message);
}
