/** `epochal work` trains the runs that servers leave to workers; `epochal workers` lists the workers. */
import { Option, type Command } from "commander";
import { InputError, userMessage } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { parsePositiveNumber, wholeNumberParser } from "../../options/parse-number.ts";
import { workerTable, type Worker } from "../../output/worker-table.ts";
import { openNats, openShared, storeName } from "../../runs/open-nats.ts";
import { createJsonLogger, logLevels, type LogLevel } from "../../server/json-logger.ts";
import { logNote, writeLine, type Context } from "../../terminal.ts";

interface Flags extends NatsFlags {
  readonly jobs?: number;
  /** In seconds. */
  readonly snapshotEvery?: number;
  readonly logLevel?: LogLevel;
}

interface ListFlags extends NatsFlags {
  readonly json?: true;
}

const MAX_JOBS = 256;

export function addWork(program: Command, context: Context): void {
  const command = program
    .command("work")
    .description(
      "Train the runs that clients start on servers with --use-workers, until Ctrl-C.\nThe runs of a worker that ends or dies are continued by others, with the same numbers.",
    )
    .option("--nats <address>", "the NATS server of the servers, such as nats://host:4222")
    .option(
      "--jobs <n>",
      "train at most n runs at a time, each in a thread of its own (default: one for each core)",
      wholeNumberParser(1, MAX_JOBS),
    )
    .option(
      "--snapshot-every <seconds>",
      "after a worker's death at most this much training is done again (default: 15)",
      parsePositiveNumber,
    )
    .addOption(
      new Option("--log-level <level>", "log JSON to standard error (default: warn; silent in a terminal)").choices(
        logLevels,
      ),
    );
  addNatsAccess(command).action(async (flags: Flags) => context.setExitCode(await run(flags, context)));
}

async function run(flags: Flags, { terminal }: Context): Promise<number> {
  const { nats, jobs, snapshotEvery, logLevel } = flags;
  if (nats === undefined) throw new InputError("work: name the NATS server with --nats, such as nats://host:4222");
  const { work } = await import("@epochal/server");
  const { availableParallelism } = await import("node:os");
  const { threadsOfEach } = await import("../../training/threads-of-each.ts");
  const maxRuns = jobs ?? availableParallelism();
  const ended = Promise.withResolvers<void>();
  // An early failure is reported by the `await` below.
  ended.promise.catch(() => {});
  // Signals stay handled until the runs are given back, so that a second one does not interrupt that.
  const stopListening = terminal.onSignal(() => ended.resolve());
  let runs = () => 0;
  const load = () => ({ jobs: maxRuns, runs: runs() });
  const worker = await work({
    openLog: (now) => openShared(nats, flags, { now, load }, terminal, ended.reject),
    jobs: maxRuns,
    runOptions: { worker: true, threads: threadsOfEach(maxRuns), snapshotEveryMs: (snapshotEvery ?? 15) * 1000 },
    logger: await createJsonLogger(terminal, logLevel),
    onNotice: (text) => logNote(terminal, text),
    onStoreFailure: (error) => logNote(terminal, userMessage(error)),
  });
  runs = () => worker.runs;
  const upTo = maxRuns === 1 ? "one run" : `up to ${maxRuns} runs`;
  logNote(terminal, `trains ${upTo} of ${storeName(nats)} at a time; Ctrl-C gives them back`);
  try {
    await ended.promise;
  } finally {
    await worker.close();
    stopListening();
  }
  return exitCodes.done;
}

export function addWorkers(program: Command, context: Context): void {
  const command = program
    .command("workers")
    .description("List the workers (`epochal work`) of a NATS server: their machines, and how many runs they train.")
    .argument("<nats>", "the address of the NATS server, such as nats://host:4222")
    .option("--json", "print JSON, for programs");
  addNatsAccess(command).action((address: string, flags: ListFlags) => list(address, flags, context));
}

async function list(address: string, { json, ...flags }: ListFlags, { terminal }: Context): Promise<void> {
  const log = await openNats(address, flags, { isReader: true });
  const workers = log.leases().filter((lease): lease is Worker => lease.jobs !== undefined);
  await log.close();
  workers.sort((a, b) => a.host.localeCompare(b.host) || a.process - b.process);
  if (json) writeLine(terminal, JSON.stringify(workers));
  else if (workers.length === 0)
    logNote(terminal, `${storeName(address)}: no workers: start one with \`epochal work --nats …\``);
  else for (const line of workerTable(workers, Date.now())) writeLine(terminal, line);
}
