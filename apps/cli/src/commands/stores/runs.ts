/** `epochal runs`: lists, shows, exports and deletes the runs of a store, even while a server writes to it. */
import { RUN_ORDERS, RUN_STATUSES, selectRuns, type RunQuery } from "@epochal/protocol/run-list";
import { readPages } from "@epochal/stream/events";
import { Option, type Command } from "commander";
import { InputError } from "../../errors.ts";
import { exitCodes, type ExitSignal } from "../../exit-codes.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { defined } from "../../options/defined.ts";
import { wholeNumberParser } from "../../options/parse-number.ts";
import { RUN, STORE } from "../../options/shared-options.ts";
import { addTokenOptions } from "../../options/token-options.ts";
import { byteText } from "../../output/byte-text.ts";
import { runLines, runTable } from "../../output/run-lines.ts";
import { EXPORT_FORMATS, exportRun, type ExportFormat } from "../../runs/export-run.ts";
import { copyRuns } from "../../runs/copy-runs.ts";
import { findRun } from "../../runs/find-run.ts";
import { lastState } from "../../runs/last-state.ts";
import { isNatsAddress, storeName } from "../../runs/open-nats.ts";
import { isServerAddress, listRemoteRuns, type RemoteFlags } from "../../server/list-remote-runs.ts";
import { withStore, withWritableStore } from "../../runs/with-store.ts";
import { commandName, logNote, writeLine, writeLines, type Context, type Terminal } from "../../terminal.ts";

interface JsonFlag {
  readonly json?: true;
}

interface ListFlags extends JsonFlag, RunQuery, NatsFlags, RemoteFlags {}

interface EditFlags {
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly notes?: string;
}

export function addRuns(program: Command, context: Context): void {
  const { terminal } = context;
  const runs = program
    .command("runs")
    .description(
      "List, show, describe, export, copy or delete the runs of a store. Only edit and delete need the store's server to be stopped.",
    );
  const list = addTokenOptions(runs.command("list"), "the server's token")
    .description("List the runs of a store or a server with their results, by default all of them, newest first.")
    .argument("<store>", `${STORE}; or a server, such as ws://localhost:8080`)
    .addOption(new Option("--sort <key>", "best or largest first").choices(RUN_ORDERS).default("started"))
    .option("--reverse", "in the opposite order")
    .addOption(new Option("--status <status>", "only runs with this status").choices(RUN_STATUSES))
    .option("--name <text>", "only runs whose name contains this text")
    .option("--target <column>", "only runs that predict this column")
    .option("--tag <tag...>", "only runs with all these tags")
    .option("--limit <n>", "at most n runs", wholeNumberParser(1))
    .option("--json", "print JSON, for programs")
    .option("--ca <file>", "for wss: and https: PEM file with a CA or self-signed certificate to trust as well");
  addNatsAccess(list).action((store: string, flags: ListFlags) => listRuns(store, flags, terminal));
  const show = runs
    .command("show")
    .description("Show the details of one run, and its scores.")
    .argument("<store>", STORE)
    .argument("[run]", RUN, "latest")
    .option("--json", "print JSON with the whole spec and all scores, for programs");
  addNatsAccess(show).action(async (store: string, wanted: string, { json, ...flags }: JsonFlag & NatsFlags) =>
    withStore(store, flags, async (reader) => {
      const run = findRun(reader.runs(), wanted, store);
      const training = (await reader.training(run.id))!;
      const place = isNatsAddress(store) ? "--nats" : "--store";
      const resume = `${commandName(terminal)} serve ${place} ${storeName(store)} --resume ${run.id}`;
      const state = await lastState(readPages(reader, run));
      const { bestLoss, runFacts, runScoreLines } = await import("../../report/run-scores.ts");
      if (json) {
        const { report } = state.finished ?? {};
        return writeJson(terminal, { ...run, spec: training.spec, ...(await bestLoss(state)), report });
      }
      const scores = await runScoreLines(state);
      const lines = runLines(run, training, resume, await runFacts(training, state));
      for (const line of scores.length > 0 ? [...lines, "", ...scores] : lines) writeLine(terminal, line);
    }),
  );
  const exported = runs
    .command("export")
    .description("Print all stored events of a run; of a running one, those until now.")
    .argument("<store>", STORE)
    .argument("[run]", RUN, "latest")
    .addOption(
      new Option("--format <format>", "ndjson: each event as a line of JSON; csv: a table of the epochs")
        .choices(EXPORT_FORMATS)
        .default("ndjson"),
    );
  addNatsAccess(exported).action(
    async (store: string, wanted: string, { format, ...flags }: { format: ExportFormat } & NatsFlags) =>
      withStore(store, flags, async (reader) => {
        const run = findRun(reader.runs(), wanted, store);
        context.setExitCode(await writeAll(terminal, exportRun(reader, run, format)));
      }),
  );
  const copy = runs
    .command("copy")
    .description(
      "Copy runs that have ended to another store, with their rows, events, tags and notes, by default all of them. A run that is there already stays as it is. A server may use the first store, but not the second.",
    )
    .argument("<from>", STORE)
    .argument("<to>", "the other store, which is created if it does not exist")
    .argument("[run...]", RUN);
  addNatsAccess(copy).action(async (from: string, to: string, wanted: string[], flags: NatsFlags) =>
    context.setExitCode(await copyRuns(from, to, wanted, flags, terminal)),
  );
  runs
    .command("edit")
    .description("Rename a run, or change its tags and notes. Stop the server that uses the store first.")
    .argument("<store>", STORE)
    .argument("<run>", RUN)
    .option("--name <text>", "the new name")
    .option("--tag <tag...>", "add these tags")
    .option("--untag <tag...>", "remove these tags")
    .option("--notes <text>", 'the new notes; "" deletes them')
    .action((store: string, wanted: string, flags: EditFlags) => editRun(store, wanted, flags, terminal));
  runs
    .command("delete")
    .description("Delete runs that have ended and shrink the file. Stop the server that uses the store first.")
    .argument("<store>", STORE)
    .argument("<run...>", RUN)
    .action((store: string, wanted: string[]) => deleteRuns(store, wanted, terminal));
}

async function listRuns(
  store: string,
  { json, token, tokenFile, ca, ...flags }: ListFlags,
  terminal: Terminal,
): Promise<void> {
  const { all, selected } = isServerAddress(store)
    ? await listRemoteRuns(store, flags, defined({ token, tokenFile, ca }), terminal)
    : await withStore(store, flags, (reader) => {
        const stored = reader.runs();
        return { all: stored.length, selected: selectRuns(stored, flags) };
      });
  if (json) writeJson(terminal, selected);
  else if (all === 0) logNote(terminal, `${storeName(store)}: no runs yet`);
  else if (selected.length === 0) logNote(terminal, `${storeName(store)}: none of its ${all} runs matches`);
  else for (const line of runTable(selected)) writeLine(terminal, line);
}

async function editRun(store: string, wanted: string, flags: EditFlags, terminal: Terminal): Promise<void> {
  const { name, tag = [], untag = [], notes } = flags;
  if (Object.keys(flags).length === 0) {
    throw new InputError("runs edit: say what to change: --name, --tag, --untag or --notes");
  }
  if (isNatsAddress(store)) throw new InputError(`${storeName(store)}: only runs in files can be edited`);
  const { id, tags = [] } = await withStore(store, {}, (reader) => findRun(reader.runs(), wanted, store));
  const changed = [...new Set([...tags, ...tag])].filter((one) => !untag.includes(one));
  await withWritableStore(store, (log) => {
    const description = { ...defined({ name, notes }), ...(tag.length + untag.length > 0 && { tags: changed }) };
    for (const line of runTable([log.describeRun(id, description)])) writeLine(terminal, line);
  });
}

async function deleteRuns(store: string, wanted: readonly string[], terminal: Terminal): Promise<void> {
  if (isNatsAddress(store)) {
    throw new InputError(
      `${storeName(store)}: single runs are deleted from files only: \`serve --nats\` deletes old runs with --keep-days`,
    );
  }
  const chosen = await withStore(store, {}, (reader) => {
    const all = reader.runs();
    return [...new Set(wanted.map((name) => findRun(all, name, store)))];
  });
  const running = chosen.find(({ status }) => status === "running");
  if (running) {
    throw new InputError(`${store}: ${running.id} is still running: stop it before you delete it`);
  }
  await withWritableStore(store, (log) => {
    log.deleteRuns(chosen.map(({ id }) => id));
    while (log.vacuumStep());
  });
  const bytes = chosen.reduce((sum, run) => sum + run.bytes, 0);
  logNote(terminal, `deleted ${chosen.map(({ id }) => id).join(", ")}: ${byteText(bytes)}`);
}

function writeJson(terminal: Terminal, value: unknown): void {
  writeLines(terminal, JSON.stringify(value, undefined, 2));
}

/** Writes the parts as fast as they are read, until a signal or the end of the reader; returns the exit code. */
async function writeAll(terminal: Terminal, parts: AsyncIterable<string>): Promise<number> {
  let endedBy: ExitSignal | undefined;
  const stopListening = terminal.onSignal((signal) => {
    endedBy = signal;
  });
  try {
    for await (const part of parts) {
      await new Promise<void>((resolve) => terminal.stdout.write(part, () => resolve()));
      if (endedBy) break;
    }
  } finally {
    stopListening();
  }
  return endedBy === undefined ? exitCodes.done : exitCodes[endedBy];
}
