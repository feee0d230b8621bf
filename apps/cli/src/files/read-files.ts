/** Reads files; every failure is one line that names the file and says what to do. */
import { parseCheckpoint, parseModel, type Checkpoint, type Kernels, type Model } from "@epochal/core";
import { InputError } from "../errors.ts";
import { fileTitle, readBytes } from "./read-bytes.ts";

/** Longer texts do not fit into a string. */
const MAX_TEXT_BYTES = 2 ** 29 - 64;

/** @param kernels the matrix products of its network. Default: plain TypeScript, which is fast enough for some hundred rows. */
export async function readModel(file: string, kernels?: Kernels): Promise<Model> {
  const text = await readJson(file, "a model: name a file written with --save");
  return withFileName(file, () => parseModel(text, { kernels }));
}

export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const text = await readJson(file, "a checkpoint: name a file written with --checkpoint");
  return withFileName(file, () => parseCheckpoint(text));
}

async function readJson(file: string, kind: string): Promise<string> {
  const text = await readText(file);
  if (!text.trimStart().startsWith("{")) throw new InputError(`${file}: this is not ${kind}`);
  return text;
}

/** A short text, or JSON, without the mark of its encoding that some editors write first. */
export async function readText(file: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readBytes(file)) {
    pieces.push(piece);
    size += piece.length;
    if (size > MAX_TEXT_BYTES) throw new InputError(`${file}: this file is too large: check the path`);
  }
  return Buffer.concat(pieces)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** Runs `use`; replaces the function's name in an error message about the file's content by the file's name. */
export function withFileName<Result>(file: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw withTitle(fileTitle(file), error);
  }
}

/** The error with the title of the file in place of the function's name. */
export function withTitle(title: string, error: unknown): unknown {
  if (!(error instanceof RangeError || error instanceof TypeError)) return error;
  return new InputError(`${title}: ${error.message.replace(/^\w+: /, "")}`);
}
