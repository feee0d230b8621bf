/** Trainings in workers of this page, as sources for the view. */
import { createTrainer } from "@epochal/core";
import {
  createStateLookup,
  readRecording,
  startRun,
  type EventChunk,
  type Run,
  type RunOptions,
} from "@epochal/stream";
import type { Command, SettingsChange } from "@epochal/stream/events";
import type { RunSource } from "@epochal/view";
import { ReplaySubject } from "rxjs";
import type { SessionSources } from "../../use-session.ts";
import type { Continuation } from "./continuation.ts";
import { createPacemaker, paceAfter, type PaceStage } from "./pace.ts";
import type { Training } from "../training.ts";

export interface LocalRuns {
  readonly sources: SessionSources;
  /** Starts copies of the training with the next seeds, as fast as they can, once. */
  readonly compareSeeds: () => void;
  /** The changes of settings of a run so far. @param run its position, from 0. */
  readonly changesOf: (run: number) => readonly SettingsChange[];
  /** Ends all runs. */
  readonly dispose: () => void;
}

export interface LocalRunOptions {
  readonly pace: readonly PaceStage[];
  /** Changes of settings to repeat. Default: none. */
  readonly changes?: readonly SettingsChange[];
  /** Trains up to this epoch at once, and pauses there. Default: trains from the beginning at the pace. */
  readonly epoch?: number | undefined;
  /** Continues from there, instead of pausing. Default: pauses. */
  readonly continuation?: Continuation | undefined;
  /** Waits for a `resume` at the beginning. Default false. */
  readonly isPaused?: boolean;
}

/** Seeds that are compared, with the first. */
const SEEDS = 5;

export function startLocalRuns(
  training: Training,
  { pace, changes = [], epoch, continuation, isPaused }: LocalRunOptions,
): LocalRuns {
  const { name, spec, data } = training;
  const runs: Run[] = [];
  const more$ = new ReplaySubject<RunSource>();
  const usual = paceAfter(pace, epoch ?? 0);
  const epochsPerSecond = continuation?.epochsPerSecond ?? usual;

  function start({ spec: ownSpec }: Pick<Training, "spec">, options: RunOptions): RunSource {
    return add(startRun(ownSpec, data, { ...options, worker: true, onBranch: (branch) => more$.next(add(branch)) }));
  }

  function add(run: Run): RunSource {
    runs.push(run);
    return {
      ...run,
      label: "this page",
      // The page ends the run when it is left; before that, `q` does.
      outlivesViewer: true,
      staysAfterEnd: true,
      stateAt: createStateLookup(run.chunks$, data),
    };
  }

  const source = start(training, {
    name,
    // Up to the epoch at which it continues, it trains as fast as it can.
    epochsPerSecond: continuation ? 0 : epochsPerSecond,
    ...(changes.length > 0 && { from: createTrainer(spec, data).snapshot(), ahead: changes }),
    isPaused: isPaused === true || epoch !== undefined,
  });
  const first = runs[0]!;
  const send = (command: Command) => first.command(command);
  // The session reports errors.
  const follow = (next: (chunk: EventChunk) => void) => first.chunks$.subscribe({ next, error: () => {} });
  if (epoch === undefined) follow(createPacemaker(pace, send));
  else if (epoch > 0) send({ type: "step", epochs: epoch });
  if (epoch !== undefined && continuation) {
    const isReached = (chunk: EventChunk) => chunk.type === "epochs" && chunk.epoch + chunk.loss.length - 1 === epoch;
    const reached = follow((chunk) => {
      if (!isReached(chunk)) return;
      queueMicrotask(() => reached.unsubscribe());
      send({ type: "set", epochsPerSecond });
      send({ type: "resume" });
      // A speed that a person had set stays.
      if (epochsPerSecond === usual) follow(createPacemaker(pace, send, epoch));
    });
  }

  let isCompared = false;
  return {
    sources: { source, branches$: more$, epochsPerSecond },
    compareSeeds() {
      if (isCompared) return;
      isCompared = true;
      for (let i = 1; i < SEEDS; i++) {
        const seed = (spec.seed ?? 0) + i;
        const id = `${first.id}-seed-${seed}`;
        more$.next(start({ spec: { ...spec, seed } }, { id, name: `${name}, seed ${seed}` }));
      }
    },
    changesOf(run) {
      const chunks: EventChunk[] = [];
      runs[run]?.chunks$.subscribe({ next: (chunk) => chunks.push(chunk), error: () => {} }).unsubscribe();
      return chunks.length === 0 ? [] : readRecording(chunks).changes;
    },
    dispose() {
      for (const run of runs) run.dispose();
    },
  };
}
