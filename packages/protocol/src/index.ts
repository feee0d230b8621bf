export { decodeClientMessage, encodeClientMessage } from "./client-message.ts";
export type { ClientMessage } from "./client-message.ts";
export { decodeServerMessage, encodeServerMessage } from "./server-message.ts";
export type {
  ErrorMessage,
  EventsMessage,
  HelloMessage,
  ReceivedMessage,
  ServerMessage,
  SubscribedMessage,
} from "./server-message.ts";
export { formatCursor, parseCursor } from "./cursor.ts";
export type { Cursor } from "./cursor.ts";
export { excerpt } from "./excerpt.ts";
export { afterClose, closeCodes, ProtocolError } from "./close-codes.ts";

/** The sub-protocol's name, as it is offered and chosen when a WebSocket opens. */
export const SUBPROTOCOL = "epochal.v1.json";
