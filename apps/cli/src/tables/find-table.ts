/** A table by its name, from the one folder that clients may name tables of. */
import { createRefusal, type Refusal } from "@epochal/server";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

/** A larger file would take more memory than one client should have of a server. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Named in a message. */
const MAX_NAMED = 5;

/**
 * The path of a table, or why there is none. What is outside the folder is not there, also where a link leads to it; no message
 * says where the folder is.
 */
export async function findTable(folder: string, name: string): Promise<string | Refusal> {
  const inside = await realpath(folder);
  const path = isAbsolute(name) ? undefined : await realpath(join(inside, name)).catch(() => undefined);
  if (path === undefined || !isWithin(inside, path)) {
    return createRefusal(
      "unknownData",
      `expected a table of the server's folder, got "${name}": ${await listTables(inside)}`,
    );
  }
  const found = await stat(path);
  if (!found.isFile())
    return createRefusal("unknownData", `expected a table of the server's folder, got "${name}", which is no file`);
  if (found.size <= MAX_BYTES) return path;
  return createRefusal("tooMuchData", `expected a table of at most ${MAX_BYTES} bytes, got "${name}" of ${found.size}`);
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function listTables(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".csv")).toSorted();
  if (names.length === 0) return "it has none";
  return `it has ${names.slice(0, MAX_NAMED).join(", ")}${names.length > MAX_NAMED ? " …" : ""}`;
}
