/** A text message with its WebSocket header (RFC 6455, §5.2), so that all clients can be sent the same bytes. */

const FINAL_TEXT = 0x81;

/** @param text as a string, or in UTF-8. */
export function encodeTextFrame(text: string | Buffer): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = FINAL_TEXT;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof text === "string") frame.write(text, headerLength);
  else frame.set(text, headerLength);
  return frame;
}

/** The text of a frame that `encodeTextFrame` made, in UTF-8, as a view of the frame. */
export function textOf(frame: Buffer): Buffer {
  const length = frame[1]!;
  return frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10);
}
