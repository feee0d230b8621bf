/** The supervised server's side of the supervisor: what it receives, and what it reports. */
import fs from "node:fs";
import { withStore } from "../runs/with-store.ts";
import type { Terminal } from "../terminal.ts";

/** The variable that makes a process a supervised child. */
export const SUPERVISED = "EPOCHAL_SUPERVISED";

/** The message from a supervisor to its child: begin to serve. */
export interface SupervisorMessage {
  readonly type: "begin";
  readonly supervision: Supervision;
}

/** The facts that a child needs before it serves. */
export interface Supervision {
  /** Whether a child before this one has died. */
  readonly isRestart?: boolean;
  /** The port of the child before. */
  readonly port?: number;
  /** The run that had begun last when the supervisor started; interrupted runs after it are resumed. */
  readonly newestRun?: string;
}

/** The messages from a child: it serves, or it ends in an orderly way. */
export type SupervisedReport = { readonly type: "serving"; readonly port: number } | { readonly type: "ending" };

export interface SupervisedProcess {
  /** Resolves when it is this process's turn to serve. */
  readonly turn: Promise<Supervision>;
  reportServing(port: number): void;
  /** Reports the end, whatever it is, and leaves the supervisor. */
  reportEnding(): void;
}

/** This process as a supervised one; undefined if it is not. From then on it dies with its supervisor. */
export function joinSupervisor({ env }: Terminal): SupervisedProcess | undefined {
  if (env[SUPERVISED] === undefined || !process.send) return undefined;
  // A limit that the supervisor has set holds for this thread, which has begun. Further threads have heaps of their own.
  process.getBuiltinModule("node:v8").setFlagsFromString("--max-heap-size=0");
  // At once: the store survives that, and a server that is started next finds the port free.
  const die = () => process.kill(process.pid, "SIGKILL");
  process.on("disconnect", die);
  const report = (message: SupervisedReport) => process.connected && process.send?.(message);
  return {
    turn: new Promise((resolve) => {
      process.once("message", ({ supervision }: SupervisorMessage) => resolve(supervision));
    }),
    reportServing: (port) => void report({ type: "serving", port }),
    reportEnding() {
      process.off("disconnect", die);
      report({ type: "ending" });
      if (process.connected) process.disconnect();
    },
  };
}

/** The runs of a store, as a supervisor sees them. */
export interface SupervisedRuns {
  /** Whether a child before this one has begun a run. */
  readonly hasBegun: boolean;
  /** Whether a run began under this supervisor, in a child before or in this one. */
  isOwn(run: string): boolean;
}

/** Reads the store before it is opened. */
export async function readSupervisedRuns(
  store: string,
  { isRestart = false, newestRun }: Supervision,
): Promise<SupervisedRuns> {
  // A child that died at once may have left no store, or an empty file.
  const size = (await fs.promises.stat(store).catch(() => undefined))?.size ?? 0;
  if (newestRun === undefined && !isRestart) return { hasBegun: false, isOwn: () => true };
  const ids = size === 0 ? [] : await withStore(store, {}, (reader) => reader.runs().map(({ id }) => id));
  // If that run is gone, those before it are: the oldest are deleted first.
  const end = newestRun === undefined ? -1 : ids.indexOf(newestRun);
  const older = new Set(end < 0 ? [] : ids.slice(end));
  return { hasBegun: isRestart && ids.length > older.size, isOwn: (run) => !older.has(run) };
}
