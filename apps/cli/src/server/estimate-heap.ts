/** The JavaScript heap of a server's main thread, from the options of `serve`. */
import fs from "node:fs";
import { defined } from "../options/defined.ts";

export interface HeapFlags {
  readonly maxRunning?: number;
  readonly keepBytes?: number;
}

/** Objects parsed from the server's own table, for each byte of it. */
const PARSED_BYTES = 16;

/**
 * The number of bytes that the server needs at most; undefined without a bound of its store.
 * @param file the table that the server trains on itself.
 */
export async function estimateHeap(
  file: string | undefined,
  { maxRunning, keepBytes }: HeapFlags,
): Promise<number | undefined> {
  if (keepBytes === undefined) return undefined;
  const { defaultLimits, serverHeapBytes } = await import("@epochal/server");
  const limits = { ...defaultLimits, ...defined({ running: maxRunning }), storeBytes: keepBytes };
  const bytes = serverHeapBytes(limits);
  const table = file === undefined ? undefined : await fs.promises.stat(file).catch(() => undefined);
  return bytes && bytes + (table?.size ?? 0) * PARSED_BYTES;
}
