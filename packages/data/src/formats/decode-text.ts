/** The text of a file: UTF-8, UTF-16 or, if it is neither, Windows-1252, in which old programs of the West save their tables. */
import type { Note } from "../note.ts";

/** Files that are no text, by their first bytes. */
const BINARY: readonly (readonly [bytes: readonly number[], problem: string])[] = [
  [[0x50, 0x4b, 3, 4], "this is a spreadsheet or a zip file: save the table as CSV first"],
  [[0xd0, 0xcf, 0x11, 0xe0], "this is an old spreadsheet: save the table as CSV first"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "this is compressed with xz: decompress it with `unxz` first"],
  [[0x42, 0x5a, 0x68], "this is compressed with bzip2: decompress it with `bunzip2` first"],
];

/**
 * Pieces of the text, without a byte order mark.
 *
 * @param bytes whose first piece has at least 1,024 bytes, or all.
 * @param where starts the messages of errors.
 * @param notes gets a note if the encoding is a guess.
 * @throws RangeError when the bytes are no text, or UTF-8 that is damaged; the message gives the line.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  where: string,
  notes: Note[],
): AsyncGenerator<string, void> {
  let decode: ((piece: Uint8Array, stream: boolean) => string) | undefined;
  for await (const piece of bytes) {
    decode ??= decoderFor(piece.subarray(0, 1024), where, notes);
    yield decode(piece, true);
  }
  if (decode) yield decode(new Uint8Array(), false);
}

function decoderFor(start: Uint8Array, where: string, notes: Note[]): (piece: Uint8Array, stream: boolean) => string {
  const begins = (...mark: readonly number[]) => mark.every((byte, i) => start[i] === byte);
  const binary = BINARY.find(([mark]) => begins(...mark));
  if (binary) throw new RangeError(`${where}: ${binary[1]}`);
  // In UTF-16 without a byte order mark, every other byte of Western text is 0.
  const isZero = (parity: number) => start.length > 1 && start.every((byte, i) => i % 2 !== parity || byte === 0);
  if (begins(0xff, 0xfe) || isZero(1)) return plainDecoder("utf-16le");
  if (begins(0xfe, 0xff) || isZero(0)) return plainDecoder("utf-16be");
  if (start.includes(0)) throw new RangeError(`${where}: this is not a text file: check the path`);
  return utf8Decoder(where, notes);
}

function plainDecoder(encoding: string): (piece: Uint8Array, stream: boolean) => string {
  const decoder = new TextDecoder(encoding);
  return (piece, stream) => decoder.decode(piece, { stream });
}

/** UTF-8, until bytes that are not: then Windows-1252, if all text before was ASCII, which is the same in both. */
function utf8Decoder(where: string, notes: Note[]): (piece: Uint8Array, stream: boolean) => string {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let decode = (piece: Uint8Array, stream: boolean) => strict.decode(piece, { stream });
  let lines = 1;
  let isAscii = true;
  return (piece, stream) => {
    try {
      const text = decode(piece, stream);
      if (isAscii) isAscii = isAsciiText(text);
      lines += countLineEnds(piece);
      return text;
    } catch {
      const [before] = new TextDecoder().decode(piece).split("\uFFFD", 1) as [string];
      if (!isAscii || !isAsciiText(before))
        throw new RangeError(
          `${where}: line ${lines + before.split("\n").length - 1} is not UTF-8, though text before it is: save the file as UTF-8`,
        );
      notes.push({ type: "encodingGuessed", encoding: "Windows-1252" });
      decode = plainDecoder("windows-1252");
      return decode(piece, stream);
    }
  };
}

function isAsciiText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[^\u0000-\u007f]/.test(text);
}

function countLineEnds(piece: Uint8Array): number {
  let count = 0;
  for (let i = piece.indexOf(10); i >= 0; i = piece.indexOf(10, i + 1)) count += 1;
  return count;
}
