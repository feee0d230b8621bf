/** Begins what a server trains: a new run, or those that were interrupted. */
import type { RunRecord } from "@epochal/log";
import type { EpochalServer } from "@epochal/server";
import type { Run, RunOptions } from "@epochal/stream";
import { logNote, type Terminal } from "../terminal.ts";
import type { Training } from "../training/training.ts";

export interface BeginOptions extends Pick<RunOptions, "epochsPerSecond" | "slowStart"> {
  /** Whether the process before this one has crashed: then its runs continue, and no other one begins. */
  readonly isBack: boolean;
}

/** Resolves to the run to show, if there is one. @param interrupted the run to continue, which the user has chosen. */
export async function beginRuns(
  server: Pick<EpochalServer, "start" | "resume" | "resumed">,
  training: Training | undefined,
  interrupted: Pick<RunRecord, "id" | "epoch" | "epochs"> | undefined,
  { isBack, ...options }: BeginOptions,
  terminal: Terminal,
): Promise<Run | undefined> {
  let run = training && server.start(training.spec, training.data, { ...options, name: training.name });
  const resumed = await server.resumed;
  if (interrupted) {
    const { id, epoch, epochs } = interrupted;
    run = resumed[0] ?? (await server.resume(id, options));
    logNote(terminal, `${run.id} continues ${id}, which was interrupted in epoch ${epoch + 1} of ${epochs}`);
  }
  for (const crashed of isBack ? resumed : []) {
    logNote(terminal, `${crashed.id} continues ${crashed.parent}, which the crash has interrupted`);
    run = crashed;
  }
  return run;
}
