/** A training in this process, shown until it ends or is left; what it learned is saved, and its state kept. */
import type { Snapshot } from "@epochal/core";
import { startRun } from "@epochal/stream";
import type { FinishedEvent } from "@epochal/stream/events";
import { checkPlaceFor, checkPlaceForCheckpoint, writeCheckpoint, writeModel } from "./files.ts";
import { keepCheckpoint, STATE_EVERY_MS } from "./keep-checkpoint.ts";
import type { KeepFlags, OutputFlags, RunFlags } from "./options.ts";
import type { LineOptions } from "./output/lines.ts";
import { present, type Presented } from "./present.ts";
import { commandName, remark, type Terminal } from "./terminal.ts";
import type { Training } from "./trainings.ts";

export interface HereFlags extends RunFlags, OutputFlags, KeepFlags {
  /** Where to write the model. */
  readonly save?: string;
}

export interface HereOptions {
  /** What was typed behind the command's name, for hints how to go on. */
  readonly command: "" | "train ";
  readonly lines?: LineOptions;
  /** Epochs a second where the flags do not say. Default 0: as fast as it goes. */
  readonly speed?: number;
}

/** Trains in a worker; resolves when the run has ended or was left. */
export async function runHere(
  training: Training,
  flags: HereFlags,
  { command, lines = {}, speed = 0 }: HereOptions,
  terminal: Terminal,
): Promise<Presented> {
  const { save, maxTime, resume, checkpoint = resume } = flags;
  if (save !== undefined) await checkPlaceFor(save);
  if (checkpoint !== undefined) await checkPlaceForCheckpoint(checkpoint);
  const { name, spec, data, from } = training;
  const epochsPerSecond = flags.speed ?? speed;
  const run = startRun(spec, data, {
    name,
    worker: true,
    epochsPerSecond,
    ...(from && { from }),
    ...(maxTime !== undefined && { timeLimitMs: maxTime * 1000 }),
    ...(checkpoint !== undefined && { snapshotEveryMs: STATE_EVERY_MS }),
  });
  const tell = (error: unknown) => remark(terminal, error instanceof Error ? error.message : String(error));
  const keep = (file: string) => (snapshot: Snapshot) => writeCheckpoint(file, { name, spec, data, snapshot });
  const keeper = checkpoint === undefined ? undefined : keepCheckpoint(run.chunks$, keep(checkpoint), tell);
  let presented: Presented;
  let isKept = false;
  try {
    // A training that goes on has its learning rate already: another one is a change, told as such.
    if (from && flags.learningRate !== undefined) run.command({ type: "set", learningRate: flags.learningRate });
    presented = await present({ ...run, label: "this machine", epochsPerSecond }, flags, lines, terminal);
  } finally {
    run.dispose();
    if (keeper) isKept = await keeper.close();
  }
  const { finished } = presented;
  if (isKept) {
    const again = `${commandName(terminal)} ${command}--resume ${checkpoint}`;
    remark(terminal, `state kept in ${checkpoint}${waysOn(finished, again)}`);
  }
  if (finished && save !== undefined) {
    await writeModel(save, finished.model);
    remark(terminal, `model saved to ${save}; to use it: ${commandName(terminal)} predict ${save} NEW.csv`);
  }
  return presented;
}

/** How a kept state is of use, as the run has ended. */
function waysOn(finished: FinishedEvent | undefined, again: string): string {
  switch (finished?.reason) {
    case "early":
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
