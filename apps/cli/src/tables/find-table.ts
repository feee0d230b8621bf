/** Finds a table by name in the one folder that clients may use (`--data-dir`). */
import { tableFormats } from "@epochal/data";
import { createRefusal, type Refusal } from "@epochal/server";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The size limit, which bounds the memory that one client can use. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024;
/** Most tables of that size have fewer. They may become as many numbers. */
export const MAX_TABLE_CELLS = 10_000_000;
/** A column takes more memory than its cells while a training is planned. */
export const MAX_TABLE_COLUMNS = 20_000;
/** Tables listed in a message. */
const MAX_NAMED = 5;

/**
 * The path of a table, or a refusal. Clients can only name the tables that lie in the folder itself: a name with a path, another
 * file, or a link that leaves the folder is refused like a missing one. No message contains the folder's path.
 */
export async function findTable(folder: string, name: string): Promise<string | Refusal> {
  const root = await realpath(folder);
  const tables = await listTables(root);
  const path = tables.get(name);
  if (path === undefined) {
    const has = tables.size === 0 ? "which has none" : `which has ${[...tables.keys()].slice(0, MAX_NAMED).join(", ")}`;
    const more = tables.size > MAX_NAMED ? " …" : "";
    return createRefusal("unknownData", `"${name}" is not a table in the server's folder, ${has}${more}`);
  }
  const { size } = await stat(path);
  if (size <= MAX_TABLE_BYTES) return path;
  return createRefusal("tooMuchData", `"${name}" is too large: ${size} bytes, the limit is ${MAX_TABLE_BYTES}`);
}

/** The tables of a folder: their paths by name, in the order of their names. */
async function listTables(root: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(root)).filter(isTableName).toSorted();
  const found = await Promise.all(names.map(async (name) => [name, await tablePath(root, name)] as const));
  return new Map(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

async function tablePath(root: string, name: string): Promise<string | undefined> {
  const path = await realpath(join(root, name)).catch(() => undefined);
  if (path === undefined || dirname(path) !== root || !isTableName(path)) return undefined;
  return (await stat(path)).isFile() ? path : undefined;
}

function isTableName(name: string): boolean {
  const plain = name.replace(/\.(gz|zst)$/, "");
  return Object.values(tableFormats).some(({ extensions }) =>
    extensions.some((extension) => plain.endsWith(extension)),
  );
}
