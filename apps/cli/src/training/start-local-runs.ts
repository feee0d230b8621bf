import type { RunSource } from "@epochal/view";
import { createStateLookup, startRun, type Run, type RunOptions } from "@epochal/stream";
import type { Command } from "@epochal/stream/events";
import { ReplaySubject } from "rxjs";
import { defined } from "../options/defined.ts";
import type { PresentedRun } from "../present/presented-run.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import type { Training } from "./training.ts";

/** The run of a training, and the runs beside it: other seeds, and branches as they are created. */
export interface LocalRuns {
  readonly run: Run;
  /** The run with the others, to be shown. */
  readonly presented: PresentedRun;
  /** Sends a command to all runs; resolves when they have ended. Never rejects. */
  readonly awaitEnds: (command: Command) => Promise<void>;
  /** Ends all runs. */
  readonly dispose: () => void;
}

/**
 * Starts a training and its copies with other seeds.
 *
 * @param options of all runs.
 * @param snapshots the first run's interval between snapshots.
 */
export function startLocalRuns(
  { name, spec, data, from }: Training,
  seeds: number,
  options: RunOptions,
  snapshots: Pick<RunOptions, "snapshotEveryMs">,
  recorder: RunRecorder | undefined,
): LocalRuns {
  const others: Run[] = [];
  const more$ = new ReplaySubject<RunSource>();
  const addRun = (other: Run, otherSpec = spec) => {
    others.push(other);
    recorder?.add(other, otherSpec, data);
    more$.next({ ...other, label: "this machine", stateAt: createStateLookup(other.chunks$, data) });
  };
  const run = startRun(spec, data, { ...options, ...snapshots, name, onBranch: addRun, ...(from && { from }) });
  for (let i = 1; i < seeds; i++) {
    const seed = (spec.seed ?? 0) + i;
    const seeded = { ...spec, seed };
    const seededOptions = {
      ...options,
      id: `${run.id}-seed-${seed}`,
      name: `${name}, seed ${seed}`,
      onBranch: (branch: Run) => addRun(branch, seeded),
    };
    addRun(startRun(seeded, data, seededOptions), seeded);
  }
  recorder?.add(run, spec, data);
  return {
    run,
    presented: {
      ...run,
      label: "this machine",
      ...defined({ epochsPerSecond: options.epochsPerSecond }),
      more$,
      others: () => others,
      stateAt: createStateLookup(run.chunks$, data),
    },
    async awaitEnds(command) {
      const ended = (one: Run) =>
        new Promise<void>((resolve) => one.chunks$.subscribe({ error: () => resolve(), complete: () => resolve() }));
      const all = [run, ...others];
      for (const one of all) one.command(command);
      await Promise.all(all.map(ended));
    },
    dispose() {
      for (const one of [run, ...others]) one.dispose();
    },
  };
}
