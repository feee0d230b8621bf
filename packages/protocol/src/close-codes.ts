/** Why a connection was closed. The range of a code says what the client does. See PROTOCOL.md, "Close codes". */
export const closeCodes = {
  done: 1000,
  goingAway: 1001,
  tooManyPieces: 1008,
  tooLarge: 1009,
  failed: 1011,
  badMessage: 4000,
  tooManyMessages: 4100,
} as const;

/** The reaction of a client to a close code: stop, reconnect with growing waits, or reconnect immediately. */
export function afterClose(code: number): "stop" | "backOff" | "reconnect" {
  const isClientError = code === closeCodes.tooLarge || code === closeCodes.tooManyPieces;
  if (isClientError || (code >= 4000 && code < 4100)) return "stop";
  if (code >= 4200 && code < 4300) return "reconnect";
  return "backOff";
}

/** A violation of the protocol. The receiver closes the connection with `code`. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  /** The close code, one of `closeCodes`. */
  readonly code: number;

  constructor(message: string, code: number = closeCodes.badMessage) {
    super(message);
    this.code = code;
  }
}
