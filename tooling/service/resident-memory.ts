/** Resident memory of a process in bytes, from Linux's /proc; 0 on other systems. */
import { readFileSync } from "node:fs";

export function residentMemory(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
