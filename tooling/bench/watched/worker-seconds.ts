/** Processor time of this process's worker threads so far, in seconds, from Linux's /proc; NaN on other systems. */
import { readdirSync, readFileSync } from "node:fs";

export function workerSeconds(): number {
  const tasks = "/proc/self/task";
  try {
    const workers = readdirSync(tasks).filter((id) => readFileSync(`${tasks}/${id}/comm`, "utf8") === "WorkerThread\n");
    const seconds = workers.map((id) => Number(readFileSync(`${tasks}/${id}/schedstat`, "utf8").split(" ")[0]) / 1e9);
    return seconds.reduce((sum, value) => sum + value, 0);
  } catch {
    return Number.NaN;
  }
}
