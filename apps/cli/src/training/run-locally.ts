/** A training in this process: shows it, and saves its model, its checkpoints and its events. */
import { InputError, userMessage } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { defined } from "../options/defined.ts";
import type { OutputFlags, PersistenceFlags, RunFlags } from "../options/shared-options.ts";
import { announceEnd, endedRun } from "../output/announce-end.ts";
import type { LineOptions } from "../output/event-lines.ts";
import { present } from "../present/present.ts";
import type { Outcome, PresentedRun } from "../present/presented-run.ts";
import { openNats, storeName } from "../runs/open-nats.ts";
import { createRunRecorder } from "../runs/run-recorder.ts";
import { commandName, logNote, type Terminal } from "../terminal.ts";
import { checkMemory } from "./check-memory.ts";
import { SNAPSHOT_EVERY_MS } from "./checkpoint-writer.ts";
import { createResultWriter } from "./result-writer.ts";
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
  const { name, from } = training;
  // Loaded when it is needed: the notebook starts without it.
  if ((save ?? checkpoint) !== undefined)
    (await import("./check-file-sizes.ts")).checkFileSizes(training, { save, checkpoint });
  checkMemory([training], seeds, terminal);
  const logError = (error: unknown) => logNote(terminal, userMessage(error));
  /** That of the first output that could not be written. */
  let failureCode: number | undefined;
  /** Logs a failure; the other outputs are still written. */
  const fail = (error: unknown): undefined => {
    failureCode ??= error instanceof InputError ? exitCodes.badInput : exitCodes.failed;
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
    (epoch) => {
      const kept = epoch > 0 ? `with the network of epoch ${epoch}` : "without a model";
      logNote(terminal, `the run ends when its update and its report are done; Ctrl-C again ends it at once, ${kept}`);
    },
  );
  let isDiscarded = false;
  const shown: PresentedRun = {
    ...presented,
    ...defined({ savesTo: save }),
    stopAndSave,
    command(wanted) {
      isDiscarded ||= wanted.type === "stop" && wanted.discard === true;
      run.command(wanted);
    },
  };
  const results = createResultWriter(run, training, {
    save,
    checkpoint,
    recording,
    program: commandName(terminal),
    command,
    isDiscarded: () => isDiscarded,
    onFailure: fail,
    onCheckpointFailure: logError,
  });

  async function stopAndSave(): Promise<void> {
    await awaitEnds({ type: "stop" });
    await results.write();
  }

  let outcome: Outcome;
  try {
    // A resumed training has a learning rate; a different one is a change of the run and becomes an event.
    if (from && flags.learningRate !== undefined) run.command({ type: "set", learningRate: flags.learningRate });
    outcome = await present(shown, flags, lines, terminal);
  } catch (error) {
    // The picture or the run has failed.
    await stopAndSave();
    throw error;
  } finally {
    dispose();
    for (const note of await results.write()) logNote(terminal, note);
    const { finished: last } = results;
    if (last && (flags.onEnd !== undefined || flags.bell)) {
      const ended = await endedRun(last, run.id, name);
      await announceEnd({ ...ended, ...(last.reason !== "discarded" && defined({ model: save })) }, flags, terminal);
    }
    stopListening();
  }
  return failureCode !== undefined && outcome.exitCode === exitCodes.done
    ? { ...outcome, exitCode: failureCode }
    : outcome;
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
