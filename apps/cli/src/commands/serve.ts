/** `epochal serve`: a training that others watch. */
import { InvalidArgumentError, Option, type Command } from "commander";
import fs from "node:fs";
import type { Run } from "@epochal/stream";
import { exitCodes, InputError } from "../exit-codes.ts";
import { SNAPSHOT_EVERY_MS } from "../training/checkpoint-writer.ts";
import { addRunOptions, resolveToken, wholeNumberParser } from "../options/options.ts";
import { addRetentionOptions, resolveRetention, type RetentionFlags } from "../options/retention-options.ts";
import { findResumableRun } from "../runs/find-resumable-run.ts";
import { logLevels, createJsonLogger, type LogLevel } from "../server/json-logger.ts";
import { readTls, type TlsFlags } from "../server/read-tls.ts";
import { commandName, logNote, type Context, type Terminal } from "../terminal.ts";
import {
  addTableOptions,
  notebookTraining,
  tableTraining,
  DEFAULT_WATCH_RATE,
  type TableFlags,
  type Training,
} from "../training/training.ts";

interface Flags extends Partial<TableFlags>, RetentionFlags, TlsFlags {
  readonly missing: "drop" | "refuse";
  readonly port: number;
  readonly host: string;
  readonly store?: string;
  readonly token?: string;
  readonly logLevel?: LogLevel;
  readonly synchronous: "normal" | "full";
  /** No run of its own. */
  readonly wait?: true;
  readonly dataDir?: string;
  readonly maxRunning?: number;
  readonly maxQueued?: number;
  /** The interrupted run to go on with. */
  readonly resume?: string;
}

export function addServe(program: Command, context: Context): void {
  const command = program
    .command("serve")
    .description(
      "Train for others to watch, over a WebSocket. Without a file: the notebook.\nClients who have the token may start more (`epochal start`). A run stays there to be watched after it has ended, until Ctrl-C.",
    )
    .argument("[file]", "a CSV file with a header line")
    .option("--target <column>", "the column to predict")
    .option("--port <n>", "where to listen; 0 takes one that is free", port, 8080)
    .option("--host <address>", "who can reach it; any but this machine needs a token", "127.0.0.1")
    .option("--token <token>", "what clients must show, and may steer with (default: $EPOCHAL_TOKEN)")
    .option(
      "--tls-cert <file>",
      "with --tls-key: wss: and https:, by this certificate (PEM; behind it those it comes from)",
    )
    .option("--tls-key <file>", "the certificate's private key (PEM)")
    .addOption(
      new Option(
        "--log-level <level>",
        "what happens, as lines of JSON on standard error (default: warn, and nothing in a terminal)",
      ).choices(logLevels),
    )
    .option("--store <file>", "keep all runs in this file (default: only while serving)")
    .addOption(
      new Option(
        "--synchronous <mode>",
        "what is stored survives the death of this process (normal), or a loss of power too (full, which waits for the disk)",
      )
        .choices(["normal", "full"])
        .default("normal"),
    )
    .option("--wait", "train nothing itself: only what clients start, and what waits in the store")
    .option("--data-dir <folder>", "let clients who have the token start runs of the tables in it (default: of none)")
    .option(
      "--max-running <n>",
      "so many runs go on at a time, its own too; more that clients start wait (default: this machine's processors but one)",
      wholeNumberParser(1),
    )
    .option("--max-queued <n>", "so many may wait; more are refused (default: 16)", wholeNumberParser(0))
    .option(
      "--resume <run>",
      "go on with an interrupted run of the store (its id, the beginning of it, or latest), in a new run; paused where that was, if there is a --token to steer it with",
    );
  addRunOptions(addTableOptions(addRetentionOptions(command))).action(async (file: string | undefined, flags: Flags) =>
    context.setExitCode(await run(file, flags, command, context)),
  );
}

async function run(file: string | undefined, flags: Flags, command: Command, context: Context): Promise<number> {
  const { terminal } = context;
  const { host, port, store, resume } = flags;
  const token = resolveToken(flags.token, terminal.env);
  const interrupted = resume === undefined ? undefined : await findResumableRun(store, resume, command);
  const training = interrupted ? undefined : await newTraining(file, flags, terminal);
  if (flags.dataDir !== undefined) await checkDataDir(flags.dataDir, token);

  const tls = await readTls(flags);
  const { serve } = await import("@epochal/server");
  const { createTrainingFinder: findTrainingIn } = await import("../tables/training-finder.ts");
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
    ...resolveRetention(flags),
    ...(token !== undefined && { token }),
    ...tls,
    synchronous: flags.synchronous,
    findTraining: findTrainingIn(flags.dataDir),
    limits: {
      ...(flags.maxRunning !== undefined && { running: flags.maxRunning }),
      ...(flags.maxQueued !== undefined && { queued: flags.maxQueued }),
    },
    logger: await createJsonLogger(terminal, flags.logLevel),
    onFailure: (_run, error) => fail(error),
    onClientFailure: (error) => {
      logNote(terminal, `a client was not answered: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  const options = {
    epochsPerSecond: flags.speed ?? (training && file === undefined ? DEFAULT_WATCH_RATE : 0),
    // What is stored can go on after whatever ends this process, and has lost little then.
    ...(store !== undefined && { snapshotEveryMs: SNAPSHOT_EVERY_MS }),
  };
  let run: Run | undefined;
  try {
    if (training) run = server.start(training.spec, training.data, { ...options, name: training.name });
    else if (interrupted) run = await server.resume(interrupted.id, options);
  } catch (error) {
    await server.close();
    stopListening();
    throw error;
  }
  if (run && interrupted) {
    const { id, epoch, epochs } = interrupted;
    logNote(terminal, `${run.id} goes on with ${id}, which was interrupted in epoch ${epoch + 1} of ${epochs}`);
  }
  const what = run ? `${run.id} (${run.name})` : "what clients start,";
  logNote(terminal, `serving ${what} at ${server.url} (Ctrl-C stops)`);
  const [todo, verb] = run ? ["watch it", "watch"] : ["start a run", "start"];
  logNote(
    terminal,
    `${todo}: ${commandName(terminal)} ${verb} ${server.url}${token === undefined ? "" : " --token …"}`,
  );
  try {
    await ended;
  } finally {
    await server.close();
    stopListening();
  }
  return exitCodes.done;
}

/** The training that the file and the flags describe; none where they say that there shall be none. */
async function newTraining(file: string | undefined, flags: Flags, terminal: Terminal): Promise<Training | undefined> {
  const { target, wait } = flags;
  if (wait && (file ?? target) !== undefined) {
    throw new InputError(`serve: expected nothing to learn from with --wait, got ${file ?? `--target ${target}`}`);
  }
  if (wait) return undefined;
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

async function checkDataDir(folder: string, token: string | undefined): Promise<void> {
  const found = await fs.promises.stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new InputError(`serve: expected a folder for --data-dir, got ${folder}: check the path`);
  }
  if (token !== undefined) return;
  throw new InputError("serve: expected --token with --data-dir, got none: only who shows it may start runs");
}

function port(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0 || value > 65535) {
    throw new InvalidArgumentError(`expected a port from 0 to 65535, got "${text}".`);
  }
  return value;
}
