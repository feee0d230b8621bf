export { decodeClientMessage, encodeClientMessage } from "./messages/client-message.ts";
export type { ClientMessage, Mode } from "./messages/client-message.ts";
export { decodeServerMessage, encodeServerMessage } from "./messages/server-message.ts";
export type {
  ReplyMessage,
  ErrorMessage,
  EventsMessage,
  GapMessage,
  HelloMessage,
  ReceivedMessage,
  ServerMessage,
  SubscribedMessage,
} from "./messages/server-message.ts";
export { decodeCommand } from "./messages/command.ts";
export { decodeTraining } from "./messages/training.ts";
export type { TrainingRequest } from "./messages/training.ts";
export { rowsFromJson, rowsToJson } from "./messages/rows-json.ts";
export type { PartJson, RowsJson } from "./messages/rows-json.ts";
export { asyncApi, messageSchema } from "./async-api.ts";
export type { AsyncApi, JsonSchema } from "./async-api.ts";
export { createRollup } from "./rollup.ts";
export type { ColumnRollup, Rollup, RollupJson, ColumnSums } from "./rollup.ts";
export { formatCursor, parseCursor } from "./cursor.ts";
export type { Cursor } from "./cursor.ts";
export { createUnackedRanges } from "./unacked-ranges.ts";
export type { UnackedRanges } from "./unacked-ranges.ts";
export { excerpt } from "./validation/excerpt.ts";
export { afterClose, closeCodes, ProtocolError } from "./close-codes.ts";

/** The sub-protocol's name, as it is offered and chosen when a WebSocket opens. */
export const SUBPROTOCOL = "epochal.v1.json";
