/** Finds a table by name in the one folder that clients may use (`--data-dir`). */
import { createRefusal, type Refusal } from "@epochal/server";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

/** The size limit, which bounds the memory that one client can use. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Tables listed in a message. */
const MAX_NAMED = 5;

/**
 * The path of a table, or a refusal. Paths that leave the folder, also through a link, are refused like missing ones; no
 * message contains the folder's path.
 */
export async function findTable(folder: string, name: string): Promise<string | Refusal> {
  const root = await realpath(folder);
  const path = isAbsolute(name) ? undefined : await realpath(join(root, name)).catch(() => undefined);
  if (path === undefined || !isWithin(root, path)) {
    return createRefusal("unknownData", `"${name}" is not a table in the server's folder, ${await listTables(root)}`);
  }
  const found = await stat(path);
  if (!found.isFile()) return createRefusal("unknownData", `"${name}" in the server's folder is not a file`);
  if (found.size <= MAX_BYTES) return path;
  return createRefusal("tooMuchData", `"${name}" is too large: ${found.size} bytes, the limit is ${MAX_BYTES}`);
}

function isWithin(folder: string, path: string): boolean {
  const inner = relative(folder, path);
  return inner !== "" && inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

async function listTables(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".csv")).toSorted();
  if (names.length === 0) return "which has none";
  return `which has ${names.slice(0, MAX_NAMED).join(", ")}${names.length > MAX_NAMED ? " …" : ""}`;
}
