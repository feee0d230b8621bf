import type { AnotherRun, RunSource } from "@epochal/view";
import type { TrainingSpec } from "@epochal/core";
import {
  createRunId,
  createStateLookup,
  startRun,
  type Run,
  type RunOptions,
  type ScoredSnapshot,
} from "@epochal/stream";
import type { Command } from "@epochal/stream/events";
import { ReplaySubject } from "rxjs";
import { defined } from "../options/defined.ts";
import type { PresentedRun } from "../present/presented-run.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { boundStop } from "./bound-stop.ts";
import type { Training } from "./training.ts";

/** Where runs are stored, and its name for users. */
export interface Recording {
  readonly recorder: RunRecorder;
  readonly name: string;
}

/** The run of a training, and the runs beside it: other seeds, repetitions, and branches as they are created. */
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
 * @param onWait called if a stop takes long; see `boundStop`.
 */
export function startLocalRuns(
  { name, spec, data, from }: Training,
  seeds: number,
  options: RunOptions,
  snapshots: Pick<RunOptions, "snapshotEveryMs">,
  recording: Recording | undefined,
  onWait: (epoch: number) => void,
): LocalRuns {
  const others: Run[] = [];
  const more$ = new ReplaySubject<RunSource>();
  const firstSeed = spec.seed ?? 0;
  let nextSeed = firstSeed + seeds;

  function sourceOf(run: Run, runSpec: TrainingSpec): RunSource {
    const stateAt = createStateLookup(run.chunks$, data);
    const startAnother = (how: AnotherRun) =>
      how.kind === "again" ? startAgain(runSpec, how.seed) : continueRun(run, runSpec, stateAt(how.epoch), how);
    const slowStartTo = options.slowStart ? options.epochsPerSecond : undefined;
    const savesTo = recording?.name;
    return { ...run, ...defined({ slowStartTo, savesTo }), label: "this machine", stateAt, startAnother };
  }

  /** An id that the store does not have, even from a clock that was set back, or from another process that starts at the same time. */
  function newId(): Pick<RunOptions, "id"> {
    if (!recording) return {};
    const { log } = recording.recorder;
    return { id: createRunId(Date.now(), (id) => log.run(id) !== undefined, log.idSuffix) };
  }

  /** Starts a run beside the first, and records it. */
  function startOther(otherSpec: TrainingSpec, otherOptions: RunOptions): RunSource {
    const onBranch = (branch: Run) => more$.next(addRun(branch, otherSpec));
    return addRun(startRun(otherSpec, data, { ...options, ...newId(), ...otherOptions, onBranch }), otherSpec);
  }

  function addRun(started: Run, otherSpec: TrainingSpec): RunSource {
    const other = boundStop(started, onWait);
    others.push(other);
    recording?.recorder.add(other, otherSpec, data);
    return sourceOf(other, otherSpec);
  }

  function startAgain(runSpec: TrainingSpec, which: "same" | "next"): RunSource {
    const seed = which === "same" ? (runSpec.seed ?? 0) : nextSeed++;
    return startOther({ ...runSpec, seed }, { name: seed === firstSeed ? name : `${name}, seed ${seed}` });
  }

  /** Trains on from a state of a run that has ended. */
  function continueRun(
    { id, name: runName }: Run,
    runSpec: TrainingSpec,
    { snapshot }: ScoredSnapshot,
    { epochs, learningRate }: AnotherRun & { readonly kind: "continued" },
  ): RunSource {
    const { epochs: changedEpochs, ...settings } = snapshot.settings;
    const longer = { ...runSpec, epochs: epochs ?? changedEpochs ?? runSpec.epochs };
    const source = startOther(longer, { name: runName, parent: id, from: { ...snapshot, settings } });
    if (learningRate !== undefined) source.command?.({ type: "set", learningRate });
    return source;
  }

  const started = startRun(spec, data, {
    ...options,
    ...newId(),
    ...snapshots,
    name,
    onBranch: (branch) => more$.next(addRun(branch, spec)),
    ...(from && { from }),
  });
  const run = boundStop(started, onWait);
  for (let i = 1; i < seeds; i++) {
    const seed = firstSeed + i;
    more$.next(startOther({ ...spec, seed }, { id: `${run.id}-seed-${seed}`, name: `${name}, seed ${seed}` }));
  }
  recording?.recorder.add(run, spec, data);
  return {
    run,
    presented: {
      ...sourceOf(run, spec),
      ...defined({ epochsPerSecond: options.epochsPerSecond }),
      more$,
      others: () => others,
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
