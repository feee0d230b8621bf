/** Where a command may write: to a new name, or over a file of the same kind that it wrote itself; never over anything else. */
import fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../exit-codes.ts";
import type { PersistenceFlags } from "../options/options.ts";

/** What this command writes, by how it begins, since it may be large. */
const magicPrefixes = {
  "a checkpoint": /^\{\s*"format":\s*"epochal-checkpoint"/,
  "a model": /^\{\s*"format":\s*"epochal-model"/,
  "a module that export wrote": /^\/\/ A trained network, written by epochal\./,
  "an ONNX file that export wrote": /^[^]{4}epochal/,
  "a safetensors file that export wrote": /^[^]{8}\{"__metadata__":\{"format":"epochal-model"/,
} as const;

export type OutputKind = keyof typeof magicPrefixes;

/**
 * Asks before the training, not after hours of it, whether all that it shall leave behind has a place of its own.
 * @throws InputError when one cannot be written, holds something else, is in use, or is named twice.
 */
export async function checkOutputPaths({
  save,
  store,
  resume,
  checkpoint = resume,
}: PersistenceFlags & { readonly save?: string }): Promise<void> {
  const named = Object.entries({ "--save": save, "--checkpoint": checkpoint, "--store": store });
  const options = new Map<string, string>();
  for (const [option, file] of named) {
    if (file === undefined) continue;
    const place = await canonicalPath(file);
    const other = options.get(place);
    if (other !== undefined) {
      throw new InputError(`${file}: expected a file each for ${other} and ${option}, got one for both: name another`);
    }
    options.set(place, option);
  }
  if (save !== undefined) await checkPathForKind(save, "a model");
  if (checkpoint !== undefined) await checkCheckpointPath(checkpoint);
  if (store !== undefined) await checkStorePath(store);
}

/** Whether a checkpoint can be kept in `file`, which is replaced each time: its folder is written, too. */
export async function checkCheckpointPath(file: string): Promise<void> {
  await checkWritable(file);
  await checkWritable(join(dirname(file), "checkpoint"));
  await checkContent(file, "a checkpoint");
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (found && !found.isFile()) {
    throw new InputError(`${file}: expected a checkpoint or nothing there, got what is no file: choose another name`);
  }
}

/** Whether `file` can be written, and loses nothing but an older one of its kind; what is no file, such as a pipe, has nothing to lose. */
export async function checkPathForKind(file: string, kind: OutputKind): Promise<void> {
  await checkWritable(file);
  await checkContent(file, kind);
}

async function checkContent(file: string, kind: OutputKind): Promise<void> {
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (!found?.isFile() || found.size === 0) return;
  if (magicPrefixes[kind].test(await readPrefix(file))) return;
  throw new InputError(`${file}: expected ${kind} or nothing there, got something else: choose another name`);
}

/** Whether `file` can be written. */
async function checkWritable(file: string): Promise<void> {
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (found?.isDirectory())
    throw new InputError(`${file}: expected a file to save to, got a folder: add a name such as model.json`);
  const place = found ? file : dirname(file);
  await fs.promises.access(place, fs.constants.W_OK).catch(() => {
    throw new InputError(
      `${file}: expected a place that can be written, got none: make ${place} first, or choose another`,
    );
  });
}

/** One that is there is opened for a moment; a new one is made when the training begins. */
async function checkStorePath(store: string): Promise<void> {
  if (!fs.existsSync(store)) return checkWritable(store);
  const { openLog } = await import("@epochal/log");
  try {
    openLog(store).close();
  } catch (error) {
    throw new InputError((error as Error).message);
  }
}

/** Its first bytes, a character each. */
async function readPrefix(file: string): Promise<string> {
  const handle = await fs.promises.open(file).catch((error: Error) => {
    throw new InputError(`${file}: expected to read what is there, got: ${error.message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What a name stands for, whatever links lead there. */
async function canonicalPath(file: string): Promise<string> {
  const { realpath } = fs.promises;
  const folder = () => realpath(dirname(file)).catch(() => resolve(dirname(file)));
  return realpath(file).catch(async () => join(await folder(), basename(file)));
}
