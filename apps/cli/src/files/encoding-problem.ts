/** Recognises files that are not text in UTF-8. */
import { isUtf8 } from "node:buffer";

/** Names the encoding or kind of bytes that are not UTF-8 text, and how to convert them; undefined for valid text. */
export function encodingProblem(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 1024);
  const hasMark = (...mark: number[]) => mark.every((byte, i) => start[i] === byte);
  if (hasMark(0x50, 0x4b, 3, 4)) return "this is a spreadsheet or a zip file: save the table as CSV first";
  // In UTF-16 without a byte order mark, every other byte of Western text is 0.
  const isZero = (parity: number) => start.length > 1 && start.every((byte, i) => i % 2 !== parity || byte === 0);
  if (hasMark(0xff, 0xfe) || hasMark(0xfe, 0xff) || isZero(0) || isZero(1)) {
    return "this is text in UTF-16: save it as UTF-8, or convert it with `iconv -f UTF-16 -t UTF-8`";
  }
  if (start.includes(0)) return "this is not a text file: check the path";
  if (isUtf8(bytes)) return undefined;
  const line = bytes.toString("utf8").split("\uFFFD", 1)[0]!.split("\n").length;
  return `line ${line} is not UTF-8: save the file as UTF-8, or convert it with \`iconv -f WINDOWS-1252 -t UTF-8\``;
}
