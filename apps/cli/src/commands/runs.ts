/** `epochal runs`: what is in a store, also while a server writes it. */
import { Option, type Command } from "commander";
import { exitCodes, InputError } from "../exit-codes.ts";
import { byteText } from "../output/byte-text.ts";
import { runLines, runTable } from "../output/run-lines.ts";
import { EXPORT_FORMATS, exportRun, type ExportFormat } from "../runs/export-run.ts";
import { findRun } from "../runs/find-run.ts";
import { withStore } from "../runs/with-store.ts";
import { commandName, logNote, writeLine, type Context, type Terminal } from "../terminal.ts";

interface JsonFlag {
  readonly json?: true;
}

const STORE = "a file that --store wrote";
const RUN = "its id, the beginning of it, or latest";

export function addRuns(program: Command, context: Context): void {
  const { terminal } = context;
  const runs = program.command("runs").description("Look into a file that --store writes, also while it is written.");
  runs
    .command("list")
    .description("All runs in it, the newest first.")
    .argument("<store>", STORE)
    .option("--json", "as JSON, for programs")
    .action((store: string, { json }: JsonFlag) =>
      withStore(store, (reader) => {
        const all = reader.runs();
        if (json) writeJson(terminal, all);
        else if (all.length === 0) logNote(terminal, `${store}: no runs yet`);
        else for (const line of runTable(all)) writeLine(terminal, line);
      }),
    );
  runs
    .command("show")
    .description("One run in full.")
    .argument("<store>", STORE)
    .argument("[run]", RUN, "latest")
    .option("--json", "as JSON, with its whole spec, for programs")
    .action((store: string, wanted: string, { json }: JsonFlag) =>
      withStore(store, (reader) => {
        const run = findRun(reader.runs(), wanted, store);
        const training = reader.training(run.id)!;
        const resume = `${commandName(terminal)} serve --store ${store} --resume ${run.id}`;
        if (json) writeJson(terminal, { ...run, spec: training.spec });
        else for (const line of runLines(run, training, resume)) writeLine(terminal, line);
      }),
    );
  runs
    .command("export")
    .description("Write all that is stored of a run to standard output; a run that goes on, up to now.")
    .argument("<store>", STORE)
    .argument("[run]", RUN, "latest")
    .addOption(
      new Option("--format <format>", "ndjson: every event as a line of JSON; csv: a table of its epochs")
        .choices(EXPORT_FORMATS)
        .default("ndjson"),
    )
    .action(async (store: string, wanted: string, { format }: { format: ExportFormat }) =>
      withStore(store, async (reader) => {
        const run = findRun(reader.runs(), wanted, store);
        context.setExitCode(await writeAll(terminal, exportRun(reader, run, format)));
      }),
    );
  runs
    .command("delete")
    .description("Delete runs that have ended, and give their space back. No server may have the store meanwhile.")
    .argument("<store>", STORE)
    .argument("<run...>", RUN)
    .action((store: string, wanted: string[]) => deleteRuns(store, wanted, terminal));
}

async function deleteRuns(store: string, wanted: readonly string[], terminal: Terminal): Promise<void> {
  const going = await withStore(store, (reader) => {
    const all = reader.runs();
    return [...new Set(wanted.map((name) => findRun(all, name, store)))];
  });
  const running = going.find(({ status }) => status === "running");
  if (running) {
    throw new InputError(`${store}: expected runs that have ended to delete, got ${running.id}, which is running`);
  }
  const { openLog } = await import("@epochal/log");
  const log = openLog(store);
  try {
    log.deleteRuns(going.map(({ id }) => id));
    while (log.vacuumStep());
  } finally {
    log.close();
  }
  const bytes = going.reduce((sum, run) => sum + run.bytes, 0);
  logNote(terminal, `deleted ${going.map(({ id }) => id).join(", ")}: ${byteText(bytes)}`);
}

function writeJson(terminal: Terminal, value: unknown): void {
  writeLine(terminal, JSON.stringify(value, undefined, 2));
}

/** As fast as it is read, and no further when nobody reads it or somebody asks for an end; the exit code. */
async function writeAll(terminal: Terminal, parts: Iterable<string>): Promise<number> {
  let endedBy: NodeJS.Signals | undefined;
  const stopListening = terminal.onSignal((signal) => {
    endedBy = signal;
  });
  try {
    for (const part of parts) {
      await new Promise<void>((resolve) => terminal.stdout.write(part, () => resolve()));
      if (endedBy) break;
    }
  } finally {
    stopListening();
  }
  return endedBy === undefined ? exitCodes.done : exitCodes[endedBy as keyof typeof exitCodes];
}
