/** A reader of runs that keeps everything it receives, in order. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";

/** Everything received of one run. */
export interface Reading {
  readonly run: string;
  readonly received: (TrainingEvent | GapMessage)[];
}

export interface Reader {
  readonly name: string;
  readonly mode: Mode;
  /** One for each run: after an interrupted run comes the one that resumes it. */
  readonly readings: readonly Reading[];
  /** Problems that the reader itself found. */
  readonly problems: readonly string[];
  /** Resolves when a run has finished. */
  readonly done: Promise<void>;
  stop(): void;
}

/** The address of the server, and the token. */
export interface ServerAddress {
  readonly port: number;
  readonly token: string;
}

/** Waits for the run that resumes an interrupted one; undefined once the reader is stopped. */
export async function nextRun(server: ServerAddress, parent: string, isActive: () => boolean) {
  const headers = { authorization: `Bearer ${server.token}` };
  while (isActive()) {
    try {
      const response = await fetch(`http://127.0.0.1:${server.port}/v1/runs`, { headers });
      const runs = (await response.json()) as { readonly id: string; readonly parent?: string }[];
      const next = runs.find((run) => run.parent === parent);
      if (next) return next.id;
    } catch {
      // The server is not running at the moment.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}
