export { decodeClientMessage, type ClientMessage, type Mode } from "./messages/client-message.ts";
export { encodeClientMessage } from "./messages/encode-client-message.ts";
export { decodeServerMessage, encodeServerMessage } from "./messages/server-message.ts";
export { readServerMessage } from "./messages/read-server-message.ts";
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
export { decodeTraining, type TrainingRequest } from "./messages/training.ts";
export { rowsFromJson, rowsToJson, type PartJson, type RowsJson } from "./messages/rows-json.ts";
export { asyncApi, messageSchema, type AsyncApi } from "./async-api.ts";
export type { JsonSchema } from "./validation/json-schema.ts";
export { createRollup, type ColumnRollup, type Rollup, type RollupJson, type ColumnSums } from "./rollup.ts";
export { formatCursor, parseCursor, type Cursor } from "./cursor.ts";
export { createUnackedRanges, type UnackedRanges } from "./unacked-ranges.ts";
export { excerpt } from "./validation/excerpt.ts";
export { parseLargeJson } from "./validation/parse-large-json.ts";
export { afterClose, closeCodes, ProtocolError } from "./close-codes.ts";

/** The sub-protocol's name, as it is offered and chosen when a WebSocket opens. */
export const SUBPROTOCOL = "epochal.v1.json";

/** Begins the sub-protocol in which a browser sends its token, as base64url without padding: it cannot set headers. */
export const TOKEN_SUBPROTOCOL = "epochal.token.";

// The list of runs over plain HTTP
export { decodeRuns } from "./messages/decode-runs.ts";
export {
  RUN_ORDERS,
  RUN_STATUSES,
  selectRuns,
  type RunInfo,
  type RunInfoScore,
  type RunInfoStatus,
  type RunInfoSummary,
  type RunOrder,
  type RunQuery,
} from "./run-list.ts";
