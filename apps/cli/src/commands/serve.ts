/** `epochal serve`: a training that others watch. */
import { InvalidArgumentError, type Command } from "commander";
import type { Run } from "@epochal/stream";
import { exitCodes, InputError } from "../exit-codes.ts";
import { STATE_EVERY_MS } from "../keep-checkpoint.ts";
import { addRunOptions, tokenOf } from "../options.ts";
import { addRetentionOptions, retentionOf, type RetentionFlags } from "../retention.ts";
import { resumableRun } from "../runs/resumable-run.ts";
import { commandName, remark, type Context, type Terminal } from "../terminal.ts";
import {
  addTableOptions,
  notebookTraining,
  tableTraining,
  WATCHED_SPEED,
  type TableFlags,
  type Training,
} from "../trainings.ts";

interface Flags extends Partial<TableFlags>, RetentionFlags {
  readonly missing: "drop" | "refuse";
  readonly port: number;
  readonly host: string;
  readonly store?: string;
  readonly token?: string;
  /** The interrupted run to go on with. */
  readonly resume?: string;
}

export function addServe(program: Command, context: Context): void {
  const command = program
    .command("serve")
    .description(
      "Train for others to watch, over a WebSocket. Without a file: the notebook.\nThe run stays there to be watched after it has ended, until Ctrl-C.",
    )
    .argument("[file]", "a CSV file with a header line")
    .option("--target <column>", "the column to predict")
    .option("--port <n>", "where to listen; 0 takes one that is free", port, 8080)
    .option("--host <address>", "who can reach it; any but this machine needs a token", "127.0.0.1")
    .option("--token <token>", "what clients must show, and may steer with (default: $EPOCHAL_TOKEN)")
    .option("--store <file>", "keep all runs in this file (default: only while serving)")
    .option(
      "--resume <run>",
      "go on with an interrupted run of the store (its id, the beginning of it, or latest), in a new run",
    );
  addRunOptions(addTableOptions(addRetentionOptions(command))).action(async (file: string | undefined, flags: Flags) =>
    context.setExitCode(await run(file, flags, command, context)),
  );
}

async function run(file: string | undefined, flags: Flags, command: Command, context: Context): Promise<number> {
  const { terminal } = context;
  const { host, port, store, resume } = flags;
  const token = tokenOf(flags.token, terminal.env);
  const interrupted = resume === undefined ? undefined : await resumableRun(store, resume, command);
  const training = interrupted ? undefined : await newTraining(file, flags, terminal);

  const { serve } = await import("@epochal/server");
  let fail: (error: unknown) => void = () => {};
  let stopListening = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    fail = reject;
    // Until the end: who asks twice does not get a store that was never closed.
    stopListening = terminal.onSignal(() => resolve());
  });
  // What goes wrong before it is waited for is told when it is.
  ended.catch(() => {});
  const server = await serve({
    host,
    port,
    ...(store !== undefined && { store }),
    ...retentionOf(flags),
    ...(token !== undefined && { token }),
    onFailure: (_run, error) => fail(error),
    onClientFailure: (error) => {
      remark(terminal, `a client was not answered: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  const options = {
    epochsPerSecond: flags.speed ?? (training && file === undefined ? WATCHED_SPEED : 0),
    // What is stored can go on after whatever ends this process, and has lost little then.
    ...(store !== undefined && { snapshotEveryMs: STATE_EVERY_MS }),
  };
  let run: Run;
  try {
    run = training
      ? server.start(training.spec, training.data, { ...options, name: training.name })
      : await server.resume(interrupted!.id, options);
  } catch (error) {
    await server.close();
    stopListening();
    throw error;
  }
  if (interrupted) {
    const { id, epoch, epochs } = interrupted;
    remark(terminal, `${run.id} goes on with ${id}, which was interrupted in epoch ${epoch + 1} of ${epochs}`);
  }
  remark(terminal, `serving ${run.id} (${run.name}) at ${server.url}; Ctrl-C stops`);
  remark(terminal, `watch it: ${commandName(terminal)} watch ${server.url}${token === undefined ? "" : " --token …"}`);
  try {
    await ended;
  } finally {
    await server.close();
    stopListening();
  }
  return exitCodes.done;
}

/** The training that the file and the flags describe. */
async function newTraining(file: string | undefined, flags: Flags, terminal: Terminal): Promise<Training> {
  const { target } = flags;
  if (file !== undefined && target === undefined) {
    throw new InputError("serve: expected --target with a file, got none: say which column to predict");
  }
  if (file === undefined && target !== undefined) {
    throw new InputError(`serve: expected a file for --target ${target}, got none: say which table to learn from`);
  }
  return file !== undefined && target !== undefined
    ? tableTraining(file, { ...flags, target }, terminal)
    : notebookTraining(flags);
}

function port(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0 || value > 65535) {
    throw new InvalidArgumentError(`expected a port from 0 to 65535, got "${text}".`);
  }
  return value;
}
