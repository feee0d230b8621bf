/** Files in and out, each failure one line that says which file and what to do. */
import {
  checkpointToJson,
  parseCheckpoint,
  parseModel,
  type Checkpoint,
  type Model,
  type ModelJson,
} from "@epochal/core";
import { parseCsv, type Table } from "@epochal/data";
// Its promises by their own name would be loaded before anybody asks for them.
import fs from "node:fs";
import { InputError } from "../exit-codes.ts";
import { encodingProblem } from "./encoding-problem.ts";

export async function readTable(file: string): Promise<Table> {
  const text = await readText(file);
  return withFileName(file, () => parseCsv(text));
}

export async function readModel(file: string): Promise<Model> {
  const text = await readText(file);
  return withFileName(file, () => parseModel(text));
}

export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const text = await readText(file);
  return withFileName(file, () => parseCheckpoint(text));
}

export function writeModel(file: string, model: ModelJson): Promise<void> {
  return writeBytes(file, `${JSON.stringify(model, undefined, 2)}\n`);
}

export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  await fs.promises.writeFile(file, content).catch((error: unknown) => {
    throw new InputError(`${file}: expected to write the model there, got: ${(error as Error).message}`);
  });
}

/** Writes a text to a file that is not there yet: what one key does must not cost what another file held. */
export async function writeNewText(file: string, text: string): Promise<void> {
  await fs.promises.writeFile(file, text, { flag: "wx" }).catch(({ code, message }: NodeJS.ErrnoException) => {
    const reason = code === "EEXIST" ? "it is there already" : message;
    throw new InputError(`${file}: expected a new file to write, but ${reason}: type another name`);
  });
}

export function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  return replaceFile(file, `${JSON.stringify(checkpointToJson(checkpoint), undefined, 2)}\n`);
}

/**
 * Writes a file anew: at every moment there is the old one or the new one there, whole, also when the power goes.
 * @throws InputError when it cannot be written; what was there stays.
 */
export async function replaceFile(file: string, content: string): Promise<void> {
  // What a link points to is replaced, not the link.
  const target = await fs.promises.realpath(file).catch(() => file);
  const beside = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = await fs.promises.open(beside, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(beside, target);
  } catch (error) {
    await fs.promises.rm(beside, { force: true });
    throw new InputError(`${file}: expected to write the state there, got: ${(error as Error).message}`);
  }
}

export async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  const other = encodingProblem(bytes);
  if (other !== undefined) throw new InputError(`${file}: expected text in UTF-8, got ${other}`);
  return bytes.toString("utf8");
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await fs.promises.readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got =
      code === "ENOENT"
        ? "nothing there"
        : code === "EISDIR"
          ? "a folder"
          : code === "EACCES"
            ? "one that may not be read"
            : message;
    throw new InputError(`${file}: expected a file to read, got ${got}: check the path`);
  }
}

/** What is wrong inside a file is told with its name, and without that of the function that found it. */
export function withFileName<Result>(file: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new InputError(`${file}: ${error.message.replace(/^\w+: /, "")}`);
  }
}
