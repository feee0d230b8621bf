/** Writes the results of a run in this process when it has ended: its checkpoint, its model and its record. */
import type { ModelJson, Snapshot } from "@epochal/core";
import { modelOfSnapshot, type Run } from "@epochal/stream";
import type { FinishedEvent, SnapshotEvent, StartedEvent } from "@epochal/stream/events";
import { writeCheckpoint, writeModel } from "../files/write-files.ts";
import { endLine } from "../output/end-line.ts";
import { createCheckpointWriter } from "./checkpoint-writer.ts";
import type { Recording } from "./start-local-runs.ts";
import type { Training } from "./training.ts";

export interface ResultWriter {
  /** The run's last event; absent if it has not finished. */
  readonly finished: FinishedEvent | undefined;
  /** Writes the results, each whether or not the others can be written; resolves to what to say about them. Later calls return the same. */
  write(): Promise<readonly string[]>;
}

export interface ResultOptions {
  /** The file of the model. Default: it is not written. */
  readonly save?: string | undefined;
  /** The file of the checkpoints. Default: none are written. */
  readonly checkpoint?: string | undefined;
  readonly recording?: Recording | undefined;
  /** The command that was called, and the part of it that trains, with a space after it: for hints how to continue. */
  readonly program: string;
  readonly command: "" | "train ";
  /** Whether the user has ended the run without a model. */
  readonly isDiscarded: () => boolean;
  /** Receives each failure. */
  readonly onFailure: (error: unknown) => undefined;
  /** Receives the failure of a checkpoint that later ones follow. */
  readonly onCheckpointFailure: (error: unknown) => void;
}

export function createResultWriter(run: Run, { name, spec, data }: Training, options: ResultOptions): ResultWriter {
  const { save, checkpoint, recording, program, command, isDiscarded, onFailure, onCheckpointFailure } = options;
  const writeState = (snapshot: Snapshot) => writeCheckpoint(checkpoint!, { name, spec, data, snapshot });
  const checkpoints =
    checkpoint === undefined ? undefined : createCheckpointWriter(run.chunks$, writeState, onCheckpointFailure);
  let started: StartedEvent | undefined;
  let newest: SnapshotEvent | undefined;
  let finished: FinishedEvent | undefined;
  let epoch = 0;
  let hasFailed = false;
  let writing: Promise<readonly string[]> | undefined;
  run.chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "started") started = chunk;
      else if (chunk.type === "epochs") epoch = chunk.epoch + chunk.loss.length - 1;
      else if (chunk.type === "snapshot") newest = chunk;
      else if (chunk.type === "finished") finished = chunk;
    },
    error: () => void (hasFailed = true),
  });

  async function writeTo(file: string, model: ModelJson, what: string): Promise<string> {
    await writeModel(file, model);
    return `${what} saved to ${file}; to use it: ${program} predict ${file} NEW.csv`;
  }

  /** Writes the model, if there is a file for it; resolves to what to say about it. */
  async function saveModel(): Promise<string | undefined> {
    if (finished) {
      if (save === undefined || finished.reason === "discarded") return undefined;
      // Beside the file, since nothing may read the lines: `epochal train … | head -1`.
      const cause = finished.reason === "stopped" ? `${await endLine(finished)}; ` : "";
      return writeTo(save, finished.model, `${cause}model`);
    }
    if (isDiscarded()) return undefined;
    // It was not waited for, or has failed, which `present` reports.
    if (!started || !newest || newest.epoch === 0) {
      if (hasFailed) return undefined;
      const when =
        epoch === 0 ? "before its first epoch was finished" : `in epoch ${epoch + 1}, before its first snapshot`;
      return `the run was ended ${when}: there is no model`;
    }
    if (save === undefined) return undefined;
    const found = modelOfSnapshot(started, newest.snapshot);
    return writeTo(save, found.model, `the run was not finished; model of epoch ${found.epoch}, without intervals,`);
  }

  async function writeAll(): Promise<readonly string[]> {
    const notes: string[] = [];
    if (await checkpoints?.close().catch(onFailure)) {
      const hint = resumeHint(finished, `${program} ${command}--resume ${checkpoint}`);
      notes.push(`checkpoint saved to ${checkpoint}${hint}`);
    }
    const saved = await saveModel().catch(onFailure);
    // Last, since its server may be away.
    const recorded = (await recording?.recorder.close().catch(onFailure)) ?? [];
    if (recording && recorded.length > 0) {
      const again = `${program} ${recorded.length > 1 ? "compare" : "replay"} ${recording.name}`;
      notes.push(`recorded in ${recording.name}; to see it again: ${again}`);
    }
    return saved === undefined ? notes : [...notes, saved];
  }

  return {
    get finished() {
      return finished;
    },
    write: () => (writing ??= writeAll()),
  };
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
