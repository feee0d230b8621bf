/** Resident memory of a process in bytes, as Linux tells it; 0 elsewhere. */
import { readFileSync } from "node:fs";

export function memoryOf(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
