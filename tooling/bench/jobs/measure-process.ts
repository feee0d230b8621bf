/** Measures a whole process: its time, the processor time of all its threads, and its peak memory. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { openBlas, python } from "../machine/processor.ts";

export interface ProcessFigures {
  readonly seconds: number;
  /** The sum over all threads. */
  readonly processor: number;
  /** Peak, in MB. */
  readonly memory: number;
}

const script = join(import.meta.dirname, "measure_process.py");

/**
 * What a program prints. Python's libraries get the settings that make them fastest.
 * @throws Error with the end of what it prints to stderr, if it fails.
 */
export function runProcess(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...openBlas, ...env },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 3).join(" ")} failed: ${error ?? stderr.slice(-500)}`);
  return stdout;
}

/** @throws Error if the program fails. */
export function measureProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ProcessFigures & { readonly output: string } {
  return JSON.parse(runProcess(python, [script, program, ...args], env)) as ProcessFigures & { output: string };
}

/** Other programs can only add to what a round takes. */
export function leastOf(rounds: readonly ProcessFigures[]): ProcessFigures {
  const least = (name: keyof ProcessFigures) => Math.min(...rounds.map((round) => round[name]));
  return { seconds: least("seconds"), processor: least("processor"), memory: least("memory") };
}
