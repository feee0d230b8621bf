/** Somebody who trains in a process of its own, and how one talks with it; what is said is in `peers/protocol.mjs`. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workload } from "./workloads.ts";

export interface Competitor {
  readonly id: string;
  /** As in the tables. */
  readonly name: string;
  readonly family: "epochal" | "JavaScript" | "Python";
  /** With more than one, it is judged by the time on the wall, else by processor time. */
  readonly threads: number;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** How its work differs from the workload's, where it cannot do just that. */
  readonly differs?: string;
}

/** What it says when it is ready to be measured. */
export interface Ready {
  readonly version: string;
  /** Loss of the first batch. */
  readonly first: number;
  /** Mean loss of the first batches, as many as the workload says. */
  readonly check: number;
}

/** What was done in about the time asked for. */
export interface Work {
  readonly rows: number;
  /** Seconds, of all its threads. */
  readonly processor: number;
  /** Seconds. */
  readonly wall: number;
  /** Mean losses of the first and last batches of this work; null for what is no finite number. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface Session {
  readonly ready: Ready;
  run(ms: number): Promise<Work>;
  end(): void;
}

const folder = fileURLToPath(new URL("peers", import.meta.url));

/** @throws Error with the last line it said before it failed. */
export async function startCompetitor(competitor: Competitor, workload: Workload): Promise<Session> {
  const [command, ...args] = competitor.command;
  const threads = String(competitor.threads);
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, ...competitor.env },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // What cannot be started says so when it is asked.
  child.once("error", (error) => (said += `${error.message}\n`));
  child.stdin.on("error", () => {});

  async function ask<Answer>(question: object): Promise<Answer> {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value) as Answer;
    await closed;
    throw new Error(
      said
        .trim()
        .split("\n")
        .findLast((line) => /error|cannot|not/i.test(line)) ?? "it ended early",
    );
  }

  const { ready } = await ask<{ ready: Ready }>({ workload });
  return {
    ready,
    run: (ms) => ask<Work>({ run: ms }),
    end: () => child.stdin.end(),
  };
}
