/** A training in this process: shows it, and saves its model, its checkpoints and its events. */
import type { Snapshot } from "@epochal/core";
import type { FinishedEvent } from "@epochal/stream/events";
import { InputError, userMessage } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeCheckpoint, writeModel } from "../files/write-files.ts";
import { defined } from "../options/defined.ts";
import type { OutputFlags, PersistenceFlags, RunFlags } from "../options/shared-options.ts";
import { announceEnd, endedRun } from "../output/announce-end.ts";
import { endLine } from "../output/end-line.ts";
import type { LineOptions } from "../output/event-lines.ts";
import { present } from "../present/present.ts";
import type { Outcome } from "../present/presented-run.ts";
import { openNats, storeName } from "../runs/open-nats.ts";
import { createRunRecorder } from "../runs/run-recorder.ts";
import { commandName, logNote, type Terminal } from "../terminal.ts";
import { checkMemory } from "./check-memory.ts";
import { createCheckpointWriter, SNAPSHOT_EVERY_MS } from "./checkpoint-writer.ts";
import { startLocalRuns, type Recording } from "./start-local-runs.ts";
import { threadsOfEach } from "./threads-of-each.ts";
import type { Training } from "./training.ts";

export interface LocalRunFlags extends RunFlags, OutputFlags, PersistenceFlags {
  /** The file to save the model to. */
  readonly save?: string;
  /** The number of runs that differ only in their seed. */
  readonly seeds?: number;
  /** Threads of all runs together. Default: one for each core; fewer for a single run. */
  readonly jobs?: number;
}

export interface LocalRunOptions {
  /** The command that was typed, for hints how to continue. */
  readonly command: "" | "train ";
  readonly lines?: LineOptions;
  /** Epochs per second without `--speed`, reached after a slow start. Default 0: as fast as possible. */
  readonly speed?: number;
  /** Whether to train in a worker, so that training does not block drawing. Default true. */
  readonly worker?: boolean;
}

/** Call `checkOutputPaths` first. Resolves when the run has ended or the user has left it. */
export async function runLocally(
  training: Training,
  flags: LocalRunFlags,
  { command, lines = {}, speed = 0, worker = true }: LocalRunOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const { save, maxTime, resume, checkpoint = resume, seeds = 1, jobs } = flags;
  if (seeds > 1 && flags.format === "ndjson") {
    throw new InputError("--seeds does not go with --format ndjson, which prints a single run: leave out one of them");
  }
  const { name, spec, data, from } = training;
  checkMemory([training], seeds, terminal);
  const logError = (error: unknown) => logNote(terminal, userMessage(error));
  let hasFailed = false;
  /** Logs a failure; the other outputs are still written. */
  const fail = (error: unknown) => {
    hasFailed = true;
    logError(error);
  };
  const recording = await startRecording(flags, fail);
  // From here on a signal waits for `present`, which handles it.
  const stopListening = terminal.onSignal(() => recording?.recorder.endSoon());
  const { run, presented, awaitEnds, dispose } = startLocalRuns(
    training,
    seeds,
    {
      worker,
      ...((seeds > 1 || jobs !== undefined) && { threads: threadsOfEach(seeds, jobs) }),
      epochsPerSecond: flags.speed ?? speed,
      slowStart: flags.speed === undefined && speed > 0,
      ...(maxTime !== undefined && { timeLimitMs: maxTime * 1000 }),
    },
    checkpoint === undefined ? {} : { snapshotEveryMs: SNAPSHOT_EVERY_MS },
    recording,
  );
  const saveState = (snapshot: Snapshot) => writeCheckpoint(checkpoint!, { name, spec, data, snapshot });
  const writer = checkpoint === undefined ? undefined : createCheckpointWriter(run.chunks$, saveState, logError);
  const program = commandName(terminal);
  let finished: FinishedEvent | undefined;
  run.chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "finished") finished = chunk;
    },
    // `present` reports it.
    error() {},
  });
  let saving: Promise<readonly string[]> | undefined;
  const saveResults = () => (saving ??= writeResults());

  /** Writes the results, each whether or not the others can be written; resolves to what to say about them. */
  async function writeResults(): Promise<readonly string[]> {
    const notes: string[] = [];
    if (await writer?.close().catch(fail)) {
      const hint = resumeHint(finished, `${program} ${command}--resume ${checkpoint}`);
      notes.push(`checkpoint saved to ${checkpoint}${hint}`);
    }
    const saved: string[] = [];
    if (finished && finished.reason !== "discarded" && save !== undefined) {
      // Beside the file, since nothing may read the lines: `epochal train … | head -1`.
      const cause = finished.reason === "stopped" ? `${await endLine(finished)}; ` : "";
      const note = `${cause}model saved to ${save}; to use it: ${program} predict ${save} NEW.csv`;
      await writeModel(save, finished.model).then(() => saved.push(note), fail);
    }
    // Last, since its server may be away.
    const recorded = (await recording?.recorder.close().catch(fail)) ?? [];
    if (recording && recorded.length > 0) {
      const again = `${program} ${recorded.length > 1 ? "compare" : "replay"} ${recording.name}`;
      notes.push(`recorded in ${recording.name}; to see it again: ${again}`);
    }
    return [...notes, ...saved];
  }

  async function stopAndSave(): Promise<void> {
    await awaitEnds({ type: "stop" });
    await saveResults();
  }

  let outcome: Outcome;
  try {
    // A resumed training has a learning rate; a different one is a change of the run and becomes an event.
    if (from && flags.learningRate !== undefined) run.command({ type: "set", learningRate: flags.learningRate });
    outcome = await present({ ...presented, ...defined({ savesTo: save }), stopAndSave }, flags, lines, terminal);
  } catch (error) {
    // The picture or the run has failed.
    await stopAndSave();
    throw error;
  } finally {
    dispose();
    for (const note of await saveResults()) logNote(terminal, note);
    // TypeScript does not see that the subscription sets it.
    const last = finished as FinishedEvent | undefined;
    if (last && (flags.onEnd !== undefined || flags.bell)) {
      const ended = await endedRun(last, run.id, name);
      await announceEnd({ ...ended, ...(last.reason !== "discarded" && defined({ model: save })) }, flags, terminal);
    }
    stopListening();
  }
  return hasFailed && outcome.exitCode === exitCodes.done ? { ...outcome, exitCode: exitCodes.failed } : outcome;
}

/** Opens the store that the flags name, if any. */
async function startRecording(
  flags: PersistenceFlags,
  onFailure: (error: unknown) => void,
): Promise<Recording | undefined> {
  const { store, nats } = flags;
  const name = nats ?? store;
  if (name === undefined) return undefined;
  const place = nats === undefined ? name : () => openNats(nats, flags, { onFailure });
  return { recorder: await createRunRecorder(place, onFailure), name: storeName(name) };
}

/** How to use the checkpoint, depending on how the run ended. */
function resumeHint(finished: FinishedEvent | undefined, again: string): string {
  switch (finished?.reason) {
    case "early":
    case "discarded":
      return "";
    case "completed":
      return `; for more epochs: ${again} --epochs ${2 * finished.epoch}`;
    case "diverged":
      return `; to continue with smaller steps: ${again} --learning-rate RATE`;
    case "stopped":
    case undefined:
      return `; to continue: ${again}`;
  }
}
