/** Writes files; every failure is one line that names the file, and says by its class whether the name or the disk is at fault. */
import { checkpointToJson, parameterCount, type Checkpoint, type ModelJson } from "@epochal/core";
// `node:fs/promises` would be loaded before it is needed.
import fs from "node:fs";
import { dirname, join } from "node:path";
import { errorMessage, InputError } from "../errors.ts";

/** Rows and training states are for the owner's eyes. */
const PRIVATE = 0o600;

/** A line has up to 40 characters. */
const MAX_WEIGHTS_IN_LINES = 1e7;

/** Errors of a disk that is full or broken: no other name on it helps. */
const DISK_ERRORS: readonly (string | undefined)[] = ["ENOSPC", "EDQUOT", "EFBIG", "EIO"];

function isDiskError(error: unknown): boolean {
  return DISK_ERRORS.includes((error as NodeJS.ErrnoException).code);
}

/** The error for a file that cannot be written: an `InputError` with the problem, unless the disk is full or broken. */
export function writeError(file: string, problem: string, cause: unknown): Error {
  return isDiskError(cause) ? cannotBeWritten(file, "", cause) : new InputError(`${file}: ${problem}`);
}

/**
 * Why no file can be made in a folder; undefined if one can. It makes one and deletes it, since access rights do not show everything:
 * `/proc` takes no files, not even from the superuser to whom it belongs.
 */
export async function folderProblem(folder: string): Promise<unknown> {
  const trial = join(folder, temporaryName("trial"));
  try {
    const handle = await fs.promises.open(trial, "wx");
    await handle.close();
    await fs.promises.rm(trial);
    return undefined;
  } catch (error) {
    return error;
  }
}

function temporaryName(name: string): string {
  return `${name}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

export function writeModel(file: string, model: ModelJson): Promise<void> {
  return writeOutput(file, `${JSON.stringify(model, undefined, isLarge(model) ? 0 : 2)}\n`, "the model");
}

/** A large model has no line for each weight: the text would be longer than Node's longest string. */
function isLarge({ network }: ModelJson): boolean {
  return parameterCount(network) > MAX_WEIGHTS_IN_LINES;
}

/**
 * Replaces an older file as a whole, with its permissions; writes to a pipe, or in a folder that cannot be written, directly.
 *
 * @param what names the content in an error.
 * @throws Error when it cannot be written: an `InputError` unless the disk is full or broken.
 */
export async function writeOutput(file: string, content: string | Uint8Array, what: string): Promise<void> {
  const found = await fs.promises.stat(file).catch(() => undefined);
  const isReplaceable = !found || (found.isFile() && (await folderProblem(dirname(file))) === undefined);
  if (isReplaceable) return replaceFile(file, content, what, found?.mode);
  await fs.promises.writeFile(file, content).catch((error: unknown) => {
    throw cannotBeWritten(file, what, error);
  });
}

/** Writes a text to a new file, whole or not at all; an existing one stays, since a key typed by mistake must not overwrite it. */
export async function writeNewText(file: string, text: string): Promise<void> {
  const fail = ({ code, message }: NodeJS.ErrnoException): never => {
    const problem = code === "EEXIST" ? "already exists" : `cannot be written (${message})`;
    throw new InputError(`${file}: ${problem}: type another name`);
  };
  const handle = await fs.promises.open(file, "wx").catch(fail);
  try {
    await handle.writeFile(text);
  } catch (error) {
    await fs.promises.rm(file, { force: true });
    fail(error as Error);
  } finally {
    await handle.close();
  }
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
 * @throws Error when it cannot be written (see `writeOutput`); the old file stays.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  what: string,
  mode?: number,
): Promise<void> {
  // Replace the file a link points to, not the link.
  const target = await fs.promises.realpath(file).catch(() => file);
  const temporary = temporaryName(target);
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
    throw cannotBeWritten(file, what, error);
  }
}

function cannotBeWritten(file: string, what: string, cause: unknown): Error {
  const text = `${file}: ${what}${what && " "}cannot be written: ${errorMessage(cause)}`;
  return isDiskError(cause) ? new Error(text, { cause }) : new InputError(text);
}
