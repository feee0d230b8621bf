/** A training in this process, shown until it ends or is left; what it learned is saved, and its state kept. */
import type { Snapshot } from "@epochal/core";
import { startRun, type Run } from "@epochal/stream";
import type { RunSource } from "@epochal/dashboard";
import { ReplaySubject } from "rxjs";
import type { FinishedEvent } from "@epochal/stream/events";
import { exitCodes, InputError } from "../exit-codes.ts";
import { writeCheckpoint, writeModel } from "../files/files.ts";
import { createCheckpointWriter, SNAPSHOT_EVERY_MS } from "./checkpoint-writer.ts";
import type { PersistenceFlags, OutputFlags, RunFlags } from "../options/options.ts";
import type { LineOptions } from "../output/event-lines.ts";
import { present, type Outcome } from "../present/present.ts";
import { commandName, logNote, type Terminal } from "../terminal.ts";
import { createStateLookup } from "../runs/state-lookup.ts";
import { createRunRecorder } from "../runs/run-recorder.ts";
import type { Training } from "./training.ts";

export interface LocalRunFlags extends RunFlags, OutputFlags, PersistenceFlags {
  /** Where to write the model. */
  readonly save?: string;
  /** How many runs to show that differ by their seed alone. */
  readonly seeds?: number;
}

export interface LocalRunOptions {
  /** What was typed behind the command's name, for hints how to go on. */
  readonly command: "" | "train ";
  readonly lines?: LineOptions;
  /** Epochs a second where the flags do not say. Default 0: as fast as it goes. */
  readonly speed?: number;
  /** Whether it trains in a thread of its own, so that whoever draws is not kept waiting. Default true. */
  readonly worker?: boolean;
}

/** Trains, in a worker unless it is told otherwise, once `checkPlaces` has let it; resolves when the run has ended or was left. */
export async function runLocally(
  training: Training,
  flags: LocalRunFlags,
  { command, lines = {}, speed = 0, worker = true }: LocalRunOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const { save, maxTime, resume, checkpoint = resume, store, seeds = 1 } = flags;
  if (seeds > 1 && flags.format === "ndjson") {
    throw new InputError(`--seeds: expected a picture or lines, got --format ndjson, which tells of one run`);
  }
  const { name, spec, data, from } = training;
  const tell = (error: unknown) => logNote(terminal, error instanceof Error ? error.message : String(error));
  let hasFailed = false;
  /** What is lost is told; what can still be kept is. */
  const fail = (error: unknown) => {
    hasFailed = true;
    tell(error);
  };
  const recorder = store === undefined ? undefined : await createRunRecorder(store, fail);
  const epochsPerSecond = flags.speed ?? speed;
  const others: Run[] = [];
  const more$ = new ReplaySubject<RunSource>();
  /** A run beside the first: a branch of one of them, or one with another seed. */
  const onBranch = (other: Run, otherSpec = spec) => {
    others.push(other);
    recorder?.add(other, otherSpec, data);
    more$.next({ ...other, label: "this machine", stateAt: createStateLookup(other.chunks$, data) });
  };
  const options = { worker, epochsPerSecond, ...(maxTime !== undefined && { timeLimitMs: maxTime * 1000 }) };
  const run = startRun(spec, data, {
    ...options,
    name,
    onBranch,
    ...(from && { from }),
    ...(checkpoint !== undefined && { snapshotEveryMs: SNAPSHOT_EVERY_MS }),
  });
  for (let i = 1; i < seeds; i++) {
    const seed = (spec.seed ?? 0) + i;
    const called = { id: `${run.id}-seed-${seed}`, name: `${name}, seed ${seed}` };
    const seeded = { ...spec, seed };
    const onItsBranch = (branch: Run) => onBranch(branch, seeded);
    onBranch(startRun(seeded, data, { ...options, ...called, onBranch: onItsBranch }), seeded);
  }
  recorder?.add(run, spec, data);
  const keep = (file: string) => (snapshot: Snapshot) => writeCheckpoint(file, { name, spec, data, snapshot });
  const keeper = checkpoint === undefined ? undefined : createCheckpointWriter(run.chunks$, keep(checkpoint), tell);
  let presented: Outcome;
  let isKept = false;
  let recorded: readonly string[] = [];
  try {
    // A training that goes on has its learning rate already: another one is a change, told as such.
    if (from && flags.learningRate !== undefined) run.command({ type: "set", learningRate: flags.learningRate });
    presented = await present(
      {
        ...run,
        label: "this machine",
        epochsPerSecond,
        more$,
        others: () => others,
        stateAt: createStateLookup(run.chunks$, data),
      },
      flags,
      lines,
      terminal,
    );
  } finally {
    run.dispose();
    for (const other of others) other.dispose();
    isKept = (await keeper?.close().catch(fail)) ?? false;
    recorded = (await recorder?.close().catch(fail)) ?? [];
  }
  const { finished } = presented;
  if (isKept) {
    const again = `${commandName(terminal)} ${command}--resume ${checkpoint}`;
    logNote(terminal, `state kept in ${checkpoint}${resumeHint(finished, again)}`);
  }
  if (recorded.length > 0) {
    const again = `${commandName(terminal)} ${recorded.length > 1 ? "compare" : "replay"} ${store}`;
    logNote(terminal, `recorded in ${store}; to see it again: ${again}`);
  }
  if (finished && finished.reason !== "discarded" && save !== undefined) {
    await writeModel(save, finished.model);
    logNote(terminal, `model saved to ${save}; to use it: ${commandName(terminal)} predict ${save} NEW.csv`);
  }
  return hasFailed && presented.exitCode === exitCodes.done ? { ...presented, exitCode: exitCodes.failed } : presented;
}

/** How a kept state is of use, as the run has ended. */
function resumeHint(finished: FinishedEvent | undefined, again: string): string {
  switch (finished?.reason) {
    case "early":
    case "discarded":
      return "";
    case "completed":
      return `; for more epochs: ${again} --epochs ${2 * finished.epoch}`;
    case "diverged":
      return `; to go on with smaller steps: ${again} --learning-rate RATE`;
    case "stopped":
    case undefined:
      return `; to go on: ${again}`;
  }
}
