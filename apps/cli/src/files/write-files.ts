/** Writes files; every failure is one line that names the file. */
import { checkpointToJson, type Checkpoint, type ModelJson } from "@epochal/core";
// `node:fs/promises` would be loaded before it is needed.
import fs from "node:fs";
import { errorMessage, InputError } from "../errors.ts";

export function writeModel(file: string, model: ModelJson): Promise<void> {
  return writeBytes(file, `${JSON.stringify(model, undefined, 2)}\n`);
}

export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  await fs.promises.writeFile(file, content).catch((error: unknown) => {
    throw new InputError(`${file}: cannot be written: ${errorMessage(error)}`);
  });
}

/** Writes a text to a new file; an existing one stays, since a key typed by mistake must not overwrite it. */
export async function writeNewText(file: string, text: string): Promise<void> {
  await fs.promises.writeFile(file, text, { flag: "wx" }).catch(({ code, message }: NodeJS.ErrnoException) => {
    const problem = code === "EEXIST" ? "already exists" : `cannot be written (${message})`;
    throw new InputError(`${file}: ${problem}: type another name`);
  });
}

export function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  return replaceFile(file, `${JSON.stringify(checkpointToJson(checkpoint), undefined, 2)}\n`);
}

/**
 * Replaces a file atomically: at any moment, even after a power loss, the old or the new one is there, complete.
 * @throws InputError when it cannot be written; the old file stays.
 */
export async function replaceFile(file: string, content: string): Promise<void> {
  // Replace the file a link points to, not the link.
  const target = await fs.promises.realpath(file).catch(() => file);
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = await fs.promises.open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, target);
  } catch (error) {
    await fs.promises.rm(temporary, { force: true });
    throw new InputError(`${file}: the checkpoint cannot be written: ${errorMessage(error)}`);
  }
}
