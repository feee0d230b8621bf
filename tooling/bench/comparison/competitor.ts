/** A competitor: a library that trains in its own process. The protocol is described in `peers/protocol.mjs`. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workload } from "../workloads.ts";

export interface Competitor {
  readonly id: string;
  /** In the tables. */
  readonly name: string;
  readonly family: "epochal" | "JavaScript" | "Python";
  /** A competitor with one thread is measured by processor time, with more by wall time. */
  readonly threads: number;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** How its work differs from the workload, if it cannot do exactly that. */
  readonly differs?: string;
}

/** Its report when it is ready to be measured. */
export interface Ready {
  readonly version: string;
  /** Loss of the first batch. */
  readonly first: number;
  /** Mean loss of the first `checkBatches` batches. */
  readonly check: number;
}

/** The work of one turn. */
export interface Work {
  readonly rows: number;
  /** Seconds of processor time, of all its threads. */
  readonly processor: number;
  /** Seconds of wall time. */
  readonly wall: number;
  /** Mean losses of the first and last batches of this work; null if not finite. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface Session {
  readonly ready: Ready;
  run(ms: number): Promise<Work>;
  end(): void;
}

const folder = fileURLToPath(new URL("../peers", import.meta.url));

/** @throws Error with the last error line that the process printed. */
export async function startCompetitor(competitor: Competitor, workload: Workload): Promise<Session> {
  const [command, ...args] = competitor.command;
  const threads = String(competitor.threads);
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, ...competitor.env },
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // A failure to start is reported by the first request.
  child.once("error", (error) => (stderr += `${error.message}\n`));
  child.stdin.on("error", () => {});

  async function request<Reply>(message: object): Promise<Reply> {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value) as Reply;
    await closed;
    const lastError = stderr.split("\n").findLast((line) => /error|cannot|not/i.test(line));
    throw new Error(lastError ?? "it ended early");
  }

  const { ready } = await request<{ ready: Ready }>({ workload });
  return { ready, run: (ms) => request<Work>({ run: ms }), end: () => child.stdin.end() };
}
