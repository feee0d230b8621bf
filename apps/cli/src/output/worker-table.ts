/** The workers of a NATS server as a table. */
import type { Lease } from "@epochal/log-nats";
import { textTable } from "./text-table.ts";

/** A process that trains runs of the queue. */
export type Worker = Lease & Required<Pick<Lease, "jobs" | "runs">>;

const HEADINGS = ["WORKER", "MACHINE", "PROCESS", "JOBS", "RUNS", "RENEWED"];
const RIGHT_ALIGNED = new Set([2, 3, 4, 5]);

/** @param now in milliseconds since 1970. */
export function workerTable(workers: readonly Worker[], now: number): string[] {
  const rows = workers.map(({ id, host, process, jobs, runs, renewed }) => [
    id,
    host,
    String(process),
    String(jobs),
    String(runs),
    `${(Math.max(0, now - renewed) / 1000).toFixed(0)} s ago`,
  ]);
  return textTable(HEADINGS, rows, RIGHT_ALIGNED);
}
