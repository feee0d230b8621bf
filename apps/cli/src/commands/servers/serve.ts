/** `epochal serve`: trains runs that others watch. */
import { Option, type Command } from "commander";
import fs from "node:fs";
import { errorMessage, InputError, userMessage } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { readTable } from "../../files/read-table.ts";
import { TABLE_FILE } from "../../options/table-options.ts";
import { defined } from "../../options/defined.ts";
import { addListenOptions, addLogLevelOption, type ListenFlags } from "../../options/listen-options.ts";
import { wholeNumberParser } from "../../options/parse-number.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { addRetentionOptions, resolveRetention, type RetentionFlags } from "../../options/retention-options.ts";
import { addRunOptions, ON_END, RUN } from "../../options/shared-options.ts";
import { addTokenOptions, resolveToken, resolveViewToken, type TokenFlags } from "../../options/token-options.ts";
import { addWideOption, useWideIfWanted, type WideFlags } from "../../options/wide-option.ts";
import { announceEnd } from "../../output/announce-end.ts";
import { findResumableRun } from "../../runs/find-resumable-run.ts";
import { openShared } from "../../runs/open-nats.ts";
import { beginRuns } from "../../server/begin-runs.ts";
import { logAddress, warnIfUnencrypted } from "../../server/log-address.ts";
import { createJsonLogger, logsWarnings, type LogLevel } from "../../server/json-logger.ts";
import { readPage } from "../../server/read-page.ts";
import { createCertificateReloader, keyWarning, readTls } from "../../server/read-tls.ts";
import { joinSupervisor, readSupervisedRuns, type SupervisedProcess } from "../../server/supervised.ts";
import { logNote, type Context, type Terminal } from "../../terminal.ts";
import { addTableOptions, missingTargetError, tableTraining, type TableFlags } from "../../training/table-training.ts";
import { DEFAULT_WATCH_RATE, notebookTraining, type Training } from "../../training/training.ts";

interface Flags extends Partial<TableFlags>, NatsFlags, RetentionFlags, ListenFlags, TokenFlags, WideFlags {
  readonly missing: "drop" | "refuse";
  readonly store?: string;
  readonly viewToken?: string;
  readonly viewTokenFile?: string;
  readonly allowFraming?: readonly string[];
  readonly logLevel?: LogLevel;
  readonly synchronous: "normal" | "full";
  /** Train nothing itself. */
  readonly wait?: true;
  /** Leave all runs to `epochal work`. */
  readonly useWorkers?: true;
  readonly dataDir?: string;
  readonly maxRunning?: number;
  readonly maxQueued?: number;
  /** The interrupted run to continue. */
  readonly resume?: string;
  readonly supervise?: boolean;
  readonly onEnd?: string;
}

export function addServe(program: Command, context: Context): void {
  const command = addTokenOptions(program.command("serve"), "secret that lets clients connect and control runs")
    .description(
      "Train a run that others can watch over the network. Without a file: the notebook.\nClients with the token can control runs and start more (`epochal start`). Runs can be watched after their end, until Ctrl-C stops the server.",
    )
    .argument("[file]", TABLE_FILE)
    .option("--target <column>", "column to predict");
  addLogLevelOption(addListenOptions(command))
    .option("--view-token <token>", "secret that lets clients only watch (default: $EPOCHAL_VIEW_TOKEN)")
    .addOption(new Option("--view-token-file <file>", "read that token from a file").conflicts("viewToken"))
    .option("--allow-framing <origin...>", "let web pages from here show the page of a run in a frame (?view=embed)")
    .option("--store <file>", "keep all runs in this file (default: in memory, until the server stops)")
    .addOption(
      new Option(
        "--nats <address>",
        "share all runs with other servers on this NATS server, such as nats://host:4222",
      ).conflicts(["store", "supervise"]),
    )
    .addOption(
      new Option("--synchronous <mode>", "normal: the store survives a crash; full: a power loss too, but slower")
        .choices(["normal", "full"])
        .default("normal"),
    )
    .option("--wait", "train nothing itself, only runs that clients start or that are queued in the store")
    .option(
      "--use-workers",
      "with --nats: train nothing in this process, and leave the runs that clients start to `epochal work`",
    )
    .option("--data-dir <folder>", "let clients with the token start runs of the tables in this folder")
    .option(
      "--max-running <n>",
      "train at most n runs at a time; others are queued (default: processors - 1, at least 2)",
      wholeNumberParser(1),
    )
    .option("--max-queued <n>", "queue at most n runs; others are refused (default: 16)", wholeNumberParser(0))
    .option(
      "--resume <run>",
      `continue an interrupted run of the store: ${RUN}; with a --token, a paused run stays paused; latest: if nothing is to be resumed, continue without`,
    );
  command
    .option("--on-end <command>", ON_END)
    .option(
      "--supervise",
      "train and serve in a child process: if it dies, start it again on the same port and resume its runs (default: with a --store, unless in a terminal)",
    )
    .option("--no-supervise", "train and serve in this process");
  addWideOption(addRunOptions(addTableOptions(addRetentionOptions(addNatsAccess(command))))).action(
    async (file: string | undefined, flags: Flags) =>
      context.setExitCode(await superviseOrRun(file, flags, command, context)),
  );
}

/** Runs the server: under a supervisor if there is one, or else if one is wanted. */
async function superviseOrRun(
  file: string | undefined,
  flags: Flags,
  command: Command,
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const { store, logLevel } = flags;
  const supervised = joinSupervisor(terminal);
  if (!supervised && isSupervisor(flags, terminal)) {
    const { supervise } = await import("../../server/supervise.ts");
    const { estimateHeap } = await import("../../server/estimate-heap.ts");
    const heapBytes = await estimateHeap(file, flags);
    return supervise({ store: store!, logLevel, canReload: flags.tlsCert !== undefined, heapBytes }, terminal);
  }
  try {
    return await run(file, flags, supervised, command, context);
  } finally {
    supervised?.reportEnding();
  }
}

/** @throws InputError if a supervisor is wanted that could resume nothing. */
function isSupervisor({ store, supervise }: Flags, { stdout }: Terminal): boolean {
  const isStored = store !== undefined && store !== "" && store !== ":memory:";
  if (supervise === true && !isStored) {
    throw new InputError("--supervise needs --store: name a file, from which the runs can be resumed after a crash");
  }
  return supervise ?? (isStored && !stdout.isTTY && !process.getBuiltinModule("node:tty").isatty(0));
}

async function run(
  file: string | undefined,
  flags: Flags,
  supervised: SupervisedProcess | undefined,
  command: Command,
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const { host, store, nats, resume } = flags;
  checkUseWorkers(flags);
  const reloader = createCertificateReloader(flags, terminal);
  if (!supervised) (await import("../../server/limit-young-heap.ts")).limitYoungHeap();
  // Loaded before a supervised process has its turn, so that it serves at once then.
  const { serve } = await import("@epochal/server");
  const { createTrainingFinder } = await import("../../tables/training-finder.ts");
  await useWideIfWanted(flags, terminal);
  const page = await readPage();
  const supervision = await supervised?.turn;
  const own = supervision && store !== undefined ? await readSupervisedRuns(store, supervision) : undefined;
  // Nothing new is started after a crash, unless the process died before it had stored its run.
  const isBack = own?.hasBegun === true;
  const token = await resolveToken(flags, terminal);
  const viewToken = await resolveViewToken(flags, terminal);
  const interrupted =
    resume === undefined || isBack
      ? undefined
      : await findResumableRun(nats ?? store, resume, command, flags, terminal);
  const training = interrupted || isBack ? undefined : await newTraining(file, flags, terminal);
  if (flags.dataDir !== undefined) await checkDataDir(flags.dataDir, token);

  const isNotebook = training !== undefined && file === undefined;
  const options = {
    epochsPerSecond: flags.speed ?? (isNotebook ? DEFAULT_WATCH_RATE : 0),
    // Viewers need time to open its page.
    slowStart: flags.speed === undefined && isNotebook,
  };
  const tls = await readTls(flags);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // Signals stay handled until the store is closed, so that a second one does not interrupt that.
  const stopListening = terminal.onSignal(() => resolve());
  // An early failure is reported by the `await` below.
  ended.catch(() => {});
  const server = await serve({
    host,
    port: supervision?.port ?? flags.port,
    ...defined({
      page,
      store,
      token,
      viewToken,
      allowedOrigins: flags.allowOrigin,
      framingOrigins: flags.allowFraming,
      trustsProxy: flags.trustProxy,
      usesWorkers: flags.useWorkers,
    }),
    ...(nats !== undefined && { openLog: (now: () => number) => openShared(nats, flags, { now }, terminal, reject) }),
    ...resolveRetention(flags),
    ...tls,
    synchronous: flags.synchronous,
    findTraining: createTrainingFinder(flags.dataDir),
    resume: ({ id }) => (id === interrupted?.id ? options : own?.isOwn(id) ? {} : undefined),
    limits: defined({ running: flags.maxRunning, queued: flags.maxQueued }),
    logger: await createJsonLogger(terminal, flags.logLevel),
    onEnd: ({ id, name, status, reason = status, epoch, summary }) => {
      const { onEnd } = flags;
      if (onEnd === undefined) return;
      const score = reason === "discarded" ? {} : defined({ score: summary?.score });
      void announceEnd({ id, name, outcome: reason, epoch, ...score }, { onEnd }, terminal);
    },
    onFailure: (_run, error) => reject(error),
    onStoreFailure: (error) =>
      logNote(terminal, `${userMessage(error)}; until it can be written again, no run can start`),
    onClientFailure: (error) => logNote(terminal, `a client got no reply: ${errorMessage(error)}`),
  });
  reloader.begin((renewed) => server.reloadCertificate(renewed));
  supervised?.reportServing(server.port);
  try {
    const run = await beginRuns(server, training, interrupted, { ...options, isBack }, terminal);
    const warning = flags.tlsKey === undefined ? undefined : await keyWarning(flags.tlsKey);
    if (warning !== undefined) logNote(terminal, warning);
    if (!logsWarnings(terminal, flags.logLevel)) warnIfUnencrypted(server.url, terminal);
    logAddress(server.url, run, token, page !== undefined, terminal);
    await ended;
  } finally {
    await server.close();
    stopListening();
    reloader.close();
  }
  return server.isStoreLost ? exitCodes.failed : exitCodes.done;
}

/** The training of the file, or the notebook's; undefined with `--wait` or `--use-workers`. */
async function newTraining(file: string | undefined, flags: Flags, terminal: Terminal): Promise<Training | undefined> {
  const { target, useWorkers } = flags;
  const idle = useWorkers ? "--use-workers" : flags.wait && "--wait";
  if (idle && (file ?? target) !== undefined) {
    throw new InputError(`serve: ${idle} trains nothing itself: leave out ${file ?? `--target ${target}`}`);
  }
  if (idle) return undefined;
  if (file === undefined && target === undefined) return notebookTraining(flags);
  if (file === undefined) throw new InputError("--target works with a table: add a file, or leave out --target");
  const table = await readTable(file, flags);
  if (target === undefined) throw missingTargetError(file, table);
  const training = tableTraining(file, table, { ...flags, target }, terminal);
  (await import("../../training/check-memory.ts")).checkMemory([training], 1, terminal);
  return training;
}

function checkUseWorkers({ useWorkers, nats, resume }: Flags): void {
  if (!useWorkers) return;
  if (nats === undefined) throw new InputError("--use-workers needs --nats: name the NATS server of the workers");
  if (resume === undefined) return;
  throw new InputError("serve: --use-workers trains nothing itself: leave out --resume; workers continue their runs");
}

async function checkDataDir(folder: string, token: string | undefined): Promise<void> {
  const found = await fs.promises.stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new InputError(`--data-dir: ${folder} is not a folder: check the path`);
  if (token !== undefined) return;
  throw new InputError("--data-dir needs --token: only clients with a token can start runs");
}
