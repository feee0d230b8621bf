export { decodeClientMessage, encodeClientMessage } from "./client-message.ts";
export type { ClientMessage, Mode } from "./client-message.ts";
export { decodeServerMessage, encodeServerMessage } from "./server-message.ts";
export type {
  ReplyMessage,
  ErrorMessage,
  EventsMessage,
  GapMessage,
  HelloMessage,
  ReceivedMessage,
  ServerMessage,
  SubscribedMessage,
} from "./server-message.ts";
export { decodeCommand } from "./command.ts";
export { decodeTraining } from "./training.ts";
export type { TrainingRequest } from "./training.ts";
export { rowsFromJson, rowsToJson } from "./rows-json.ts";
export type { PartJson, RowsJson } from "./rows-json.ts";
export { asyncApi, messageSchema } from "./async-api.ts";
export type { AsyncApi, JsonSchema } from "./async-api.ts";
export { createRollup } from "./rollup.ts";
export type { ColumnRollup, Rollup, RollupJson, ColumnSums } from "./rollup.ts";
export { formatCursor, parseCursor } from "./cursor.ts";
export type { Cursor } from "./cursor.ts";
export { createUnackedRanges } from "./unacked-ranges.ts";
export type { UnackedRanges } from "./unacked-ranges.ts";
export { excerpt } from "./excerpt.ts";
export { afterClose, closeCodes, ProtocolError } from "./close-codes.ts";

/** The sub-protocol's name, as it is offered and chosen when a WebSocket opens. */
export const SUBPROTOCOL = "epochal.v1.json";
