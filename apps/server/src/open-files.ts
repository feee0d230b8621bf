/** The files that a process may have open, sockets among them: a server that accepts more resets the clients that come next. */
import { readFileSync } from "node:fs";
import { defaultLimits, type Limits } from "./limits.ts";

/** For the store, tables, threads, and the sockets that are accepted only to be refused. */
const RESERVED = 64;

/** The process's limit, as Linux gives it; infinite if it is unknown. */
export function readOpenFilesLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}

/** The default limits of sockets, or fewer if the process may not have as many files open. */
export function socketLimits(openFiles: number): Pick<Limits, "connections" | "waitingSockets"> {
  const waitingSockets = Math.max(1, Math.min(defaultLimits.waitingSockets, Math.floor(openFiles / 8)));
  const rest = openFiles - RESERVED - waitingSockets;
  return { waitingSockets, connections: Math.max(1, Math.min(defaultLimits.connections, rest)) };
}
