/** The time of the built command with one and with two jobs, in turns. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parallelSpeed } from "../machine/parallel-speed.ts";
import { median } from "../report.ts";

const ROUNDS = 3;
const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface JobTimes {
  /** Medians in seconds. */
  readonly one: number;
  readonly two: number;
  /** How much more two threads got done than one on this machine, the median of a measurement before each turn. */
  readonly machine: number;
}

/** @throws Error when the command fails, or the two searches have different results. */
export async function measureJobs(): Promise<JobTimes> {
  const seconds: Record<1 | 2, number[]> = { 1: [], 2: [] };
  const machine: number[] = [];
  const results = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const jobs of [1, 2] as const) {
      machine.push(await parallelSpeed());
      const start = performance.now();
      results.add(search(jobs));
      seconds[jobs].push((performance.now() - start) / 1000);
    }
  }
  if (results.size > 1) throw new Error("bench:search: one and two jobs have different results");
  return { one: median(seconds[1]), two: median(seconds[2]), machine: median(machine) };
}

/** Prints the table of the trials. */
function search(jobs: number): string {
  const args = ["search", "apps/examples/data/cars.csv", "--target", "mpg", "--jobs", String(jobs)];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["apps/cli/dist/main.js", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`bench:search: the command failed: ${stderr}`);
  return stdout;
}
