/** Checks where a command may write: to a new file, or over a file of the same kind that epochal wrote; never over others. */
import fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, userMessage } from "../errors.ts";
import type { PersistenceFlags } from "../options/shared-options.ts";
import { folderProblem, writeError } from "./write-files.ts";

/** How the files begin that epochal writes; the whole file may be large. */
const magicPrefixes = {
  "a checkpoint": /^\{\s*"format":\s*"epochal-checkpoint"/,
  "a model": /^\{\s*"format":\s*"epochal-model"/,
  "a report": /^<!doctype html>\n<html lang="en">\n<head>\n<meta name="generator" content="epochal">/,
  "a module written by export": /^\/\/ A trained network, written by epochal\./,
  "an ONNX file written by export": /^[^]{4}epochal/,
  "a safetensors file written by export": /^[^]{8}\{"__metadata__":\{"format":"epochal-model"/,
} as const;

export type OutputKind = keyof typeof magicPrefixes;

/**
 * Checks all outputs before the training, not after hours of it.
 * @throws InputError when a file cannot be written, holds something else, is in use, or is named twice.
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
    const path = await canonicalPath(file);
    const other = options.get(path);
    if (other !== undefined) {
      throw new InputError(`${file}: ${other} and ${option} name the same file: change one of them`);
    }
    options.set(path, option);
  }
  if (save !== undefined) await checkPathForKind(save, "a model");
  if (checkpoint !== undefined) await checkCheckpointPath(checkpoint);
  if (store !== undefined) await checkStorePath(store);
}

/** Checks that checkpoints can be saved to `file`. Each one replaces it, so its folder must be writable too. */
export async function checkCheckpointPath(file: string): Promise<void> {
  await checkWritable(file);
  await checkFolder(file);
  await checkContent(file, "a checkpoint");
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (found && !found.isFile()) throw new InputError(`${file}: this is not a regular file: choose another name`);
}

/** Checks that `file` can be written and is new, empty, of the given kind, or not a regular file (a pipe). */
export async function checkPathForKind(file: string, kind: OutputKind): Promise<void> {
  await checkWritable(file);
  await checkContent(file, kind);
}

async function checkContent(file: string, kind: OutputKind): Promise<void> {
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (!found?.isFile() || found.size === 0) return;
  if (magicPrefixes[kind].test(await readPrefix(file))) return;
  throw new InputError(`${file}: this file exists and is not ${kind}: choose another name`);
}

async function checkWritable(file: string): Promise<void> {
  const found = await fs.promises.stat(file).catch(() => undefined);
  if (!found) return checkFolder(file);
  if (found.isDirectory()) throw new InputError(`${file}: this is a folder: add a file name, such as model.json`);
  // A pipe that is opened and closed would end its reader.
  const isOpened = found.isFile() ? openAndClose(file) : fs.promises.access(file, fs.constants.W_OK);
  await isOpened.catch((error: unknown) => {
    throw writeError(file, "no permission to write this file: choose another name", error);
  });
}

async function openAndClose(file: string): Promise<void> {
  const handle = await fs.promises.open(file, "r+");
  await handle.close();
}

/** Checks that a new file can be made beside `file`. */
async function checkFolder(file: string): Promise<void> {
  const folder = dirname(file);
  const problem = await folderProblem(folder);
  if (problem)
    throw writeError(
      file,
      `the folder ${folder} does not exist or cannot be written: make it first, or choose another`,
      problem,
    );
}

/** Opens an existing store for a moment; a new one is created when the training begins. */
async function checkStorePath(store: string): Promise<void> {
  if (!fs.existsSync(store)) return checkWritable(store);
  const { openLog } = await import("@epochal/log");
  try {
    openLog(store).close();
  } catch (error) {
    throw new InputError(userMessage(error));
  }
}

/** The file's first 128 bytes, one character each. */
async function readPrefix(file: string): Promise<string> {
  const handle = await fs.promises.open(file).catch((error: Error) => {
    throw new InputError(`${file}: cannot be read: ${error.message}`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The absolute path, with links resolved. */
async function canonicalPath(file: string): Promise<string> {
  const { realpath } = fs.promises;
  const folder = () => realpath(dirname(file)).catch(() => resolve(dirname(file)));
  return realpath(file).catch(async () => join(await folder(), basename(file)));
}
