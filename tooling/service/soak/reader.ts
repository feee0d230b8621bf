/** Somebody who watches, and keeps all that they were told, in its order. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";

/** What was told of one run. */
export interface Reading {
  readonly run: string;
  readonly told: (TrainingEvent | GapMessage)[];
}

export interface Reader {
  readonly name: string;
  readonly mode: Mode;
  /** One after another: a run that was interrupted is followed by the one that goes on from it. */
  readonly readings: readonly Reading[];
  /** What the reader itself found wrong. */
  readonly complaints: readonly string[];
  /** Resolves when a run has finished. */
  readonly done: Promise<void>;
  stop(): void;
}

/** Where the server is, and what it takes to be let in. */
export interface Place {
  readonly port: number;
  readonly token: string;
}

/** The run that goes on from one that was interrupted, as soon as there is one; undefined when nobody wants it any more. */
export async function nextRun(
  { port, token }: Place,
  parent: string,
  isWanted: () => boolean,
): Promise<string | undefined> {
  while (isWanted()) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/v1/runs`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const runs = (await response.json()) as { readonly id: string; readonly parent?: string }[];
      const next = runs.find((run) => run.parent === parent);
      if (next) return next.id;
    } catch {
      // Nobody is there just now.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}
