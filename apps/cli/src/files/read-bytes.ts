/** The bytes of a file or of standard input, piece by piece; every failure is one line that names the file. */
// `node:fs/promises` would be loaded before it is needed.
import fs from "node:fs";
import { InputError } from "../errors.ts";

/** The name that stands for standard input. */
const STANDARD_INPUT = "-";

const PIECE_BYTES = 2 ** 17;

/** A file's name in messages. */
export function fileTitle(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : file;
}

/** @throws InputError when the file cannot be read. */
export async function* readBytes(file: string): AsyncGenerator<Uint8Array> {
  if (file === STANDARD_INPUT) {
    yield* process.stdin as AsyncIterable<Uint8Array>;
    return;
  }
  const handle = await fs.promises.open(file).catch(rethrow);
  try {
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE_BYTES)).catch(rethrow);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }

  function rethrow({ code = "", message }: NodeJS.ErrnoException): never {
    const problems: Readonly<Record<string, string>> = {
      ENOENT: "no such file: check the path",
      EISDIR: "this is a folder: name a file in it",
      EACCES: "no permission to read this file: change its permissions",
    };
    throw new InputError(`${file}: ${problems[code] ?? `cannot be read: ${message}`}`);
  }
}
