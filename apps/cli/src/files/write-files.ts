/** Writes files; every failure is one line that names the file. */
import { checkpointToJson, type Checkpoint, type ModelJson } from "@epochal/core";
// `node:fs/promises` would be loaded before it is needed.
import fs from "node:fs";
import { dirname } from "node:path";
import { errorMessage, InputError } from "../errors.ts";

/** Rows and training states are for the owner's eyes. */
const PRIVATE = 0o600;

/** Replaces an older model, with its permissions; writes to a pipe, or in a folder that cannot be written, directly. */
export async function writeModel(file: string, model: ModelJson): Promise<void> {
  const text = `${JSON.stringify(model, undefined, 2)}\n`;
  const found = await fs.promises.stat(file).catch(() => undefined);
  const isReplaceable = await fs.promises.access(dirname(file), fs.constants.W_OK).then(
    () => !found || found.isFile(),
    () => false,
  );
  if (isReplaceable) await replaceFile(file, text, "the model", found?.mode);
  else await writeBytes(file, text);
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
  return replaceFile(
    file,
    `${JSON.stringify(checkpointToJson(checkpoint), undefined, 2)}\n`,
    "the checkpoint",
    PRIVATE,
  );
}

/**
 * Replaces a file atomically: at any moment, even after a power loss, the old or the new one is there, complete.
 *
 * @param what names the content in an error.
 * @param mode the new file's permissions. Default: the system's for new files.
 * @throws InputError when it cannot be written; the old file stays.
 */
export async function replaceFile(file: string, content: string, what: string, mode?: number): Promise<void> {
  // Replace the file a link points to, not the link.
  const target = await fs.promises.realpath(file).catch(() => file);
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = await fs.promises.open(temporary, "wx", mode ?? 0o666);
    try {
      if (mode !== undefined) await handle.chmod(mode & 0o777);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, target);
  } catch (error) {
    await fs.promises.rm(temporary, { force: true });
    throw new InputError(`${file}: ${what} cannot be written: ${errorMessage(error)}`);
  }
}
