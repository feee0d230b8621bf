/** Resumes interrupted runs by itself. Their watchers wait for that, and then learn which run continues theirs. */
import type { RunRecord } from "@epochal/log";
import type { Run, RunOptions } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import type { RunRegistry } from "./run-registry.ts";

/** The options with which to resume an interrupted run; undefined to leave it. */
export type ChooseResumed = (run: RunRecord) => RunOptions | undefined;

export interface RunResumer {
  /** Chooses the runs to resume, before a client can ask for them. */
  choose(): void;
  /** Resumes them one after another, oldest first. Resolves to the new runs, never rejects. */
  resume(): Promise<Run[]>;
}

export interface RunResumerContext {
  readonly hub: Pick<Hub, "runs" | "state" | "setResuming">;
  readonly registry: Pick<RunRegistry, "resume">;
  readonly choose: ChooseResumed;
  /** Is called for a run that cannot be resumed. */
  readonly onFailure: (run: string, error: unknown) => void;
}

export function createRunResumer({ hub, registry, choose, onFailure }: RunResumerContext): RunResumer {
  const chosen = new Map<string, RunOptions>();

  async function resumeChosen(): Promise<Run[]> {
    const runs: Run[] = [];
    for (const [id, options] of chosen) {
      chosen.delete(id);
      try {
        runs.push(await registry.resume(id, options, true));
      } catch (error) {
        hub.setResuming(id, false);
        onFailure(id, error);
      }
    }
    return runs;
  }

  return {
    choose() {
      const runs = hub.runs().toReversed();
      const resumed = new Set(runs.map(({ resumes }) => resumes));
      for (const record of runs) {
        const isContinued = resumed.has(record.id) || hub.state(record.id)?.isResuming;
        if (record.status !== "interrupted" || isContinued) continue;
        const options = choose(record);
        if (!options) continue;
        chosen.set(record.id, options);
        hub.setResuming(record.id, true);
      }
    },
    resume: resumeChosen,
  };
}
