/** Reads files; every failure is one line that names the file and says what to do. */
import { parseCheckpoint, parseModel, type Checkpoint, type Model } from "@epochal/core";
import { parseCsv, type Table } from "@epochal/data";
// `node:fs/promises` would be loaded before it is needed.
import fs from "node:fs";
import { InputError } from "../errors.ts";
import { encodingProblem } from "./encoding-problem.ts";

/** @param delimiter the text between two cells; by default it is detected. */
export async function readTable(file: string, delimiter?: string): Promise<Table> {
  const text = await readText(file);
  return withFileName(file, () => parseCsv(text, delimiter === undefined ? {} : { delimiter }));
}

export async function readModel(file: string): Promise<Model> {
  const text = await readJson(file, "a model: name a file written with --save");
  return withFileName(file, () => parseModel(text));
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

export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw new InputError(`${file}: ${problem}`);
  return bytes.toString("utf8");
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await fs.promises.readFile(file);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const problems: Readonly<Record<string, string>> = {
      ENOENT: "no such file: check the path",
      EISDIR: "this is a folder: name a file in it",
      EACCES: "no permission to read this file: change its permissions",
    };
    throw new InputError(`${file}: ${problems[code] ?? `cannot be read: ${message}`}`);
  }
}

/** Runs `use`; replaces the function's name in an error message about the file's content by the file's name. */
export function withFileName<Result>(file: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new InputError(`${file}: ${error.message.replace(/^\w+: /, "")}`);
  }
}
