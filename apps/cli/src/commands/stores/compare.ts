/** `epochal compare STORE`: several stored runs in one picture, or in a table. */
import { createCsvWriter } from "@epochal/data";
import type { ComparedRun, RunState } from "@epochal/view";
import type { Command } from "commander";
import { from, NEVER, of } from "rxjs";
import { InputError } from "../../errors.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { addDisplayOptions, STORE, type DisplayFlags, type Format } from "../../options/shared-options.ts";
import { awaitEnds } from "../../present/companion-runs.ts";
import { drawRun } from "../../present/draw-run.ts";
import { readStoredRun, type StoredRun } from "../../runs/read-stored-run.ts";
import { storeName } from "../../runs/open-nats.ts";
import { withStore } from "../../runs/with-store.ts";
import { canDraw, writeData, writeLine, writeLines, type Context, type Terminal } from "../../terminal.ts";

interface Flags extends Omit<DisplayFlags, "format">, NatsFlags {
  readonly format: Format | "csv";
}

/** More curves are hard to distinguish. */
const MAX_RUNS = 6;

export function addCompare(program: Command, context: Context): void {
  const command = program
    .command("compare")
    .description(
      "Show stored runs on one chart, with the settings that differ and the best run; in a pipe, as a table.",
    )
    .argument("<store>", STORE)
    .argument("[runs...]", `ids of the runs, or the first characters of them (default: the newest ${MAX_RUNS})`);
  addDisplayOptions(
    addNatsAccess(command),
    ["auto", "lines", "ndjson", "csv"],
    "auto: a picture in a terminal, else lines; ndjson, csv: the runs for programs",
  ).action(async (store: string, wanted: readonly string[], flags: Flags) => {
    if (wanted.length > MAX_RUNS) {
      throw new InputError(`compare: ${wanted.length} runs are named: name at most ${MAX_RUNS}`);
    }
    const stored = await withStore(store, flags, (reader) => {
      const newest = reader.runs().slice(0, MAX_RUNS);
      const ids = wanted.length > 0 ? wanted : newest.map(({ id }) => id);
      return Promise.all(ids.map((id) => readStoredRun(reader, id, store)));
    });
    context.setExitCode(await run(stored, store, flags, context));
  });
}

async function run(
  stored: readonly StoredRun[],
  store: string,
  { format, ...flags }: Flags,
  { terminal }: Context,
): Promise<number> {
  const { createStateLookup } = await import("@epochal/stream");
  const sources = stored.map(({ chunks, data, record }) => ({
    chunks$: from(chunks),
    label: `${storeName(store)} ${record.id}`,
    status$: of("ended"),
    ...(data && { stateAt: createStateLookup(from(chunks), data) }),
  }));
  const [first, ...others] = sources;
  if (!first) throw new InputError(`${storeName(store)}: this store has no runs yet`);
  if (format === "auto" && !flags.reader && canDraw(terminal)) {
    const { exitCode } = await drawRun({ ...first, more$: from(others) }, { format, ...flags }, terminal);
    return exitCode;
  }
  const states = await awaitEnds(() => sources, undefined, NEVER);
  if (format === "ndjson" || format === "csv") {
    await printForPrograms(states, format, terminal);
    return 0;
  }
  const { comparisonAsText } = await import("@epochal/dashboard");
  const { spellOut } = await import("@epochal/view");
  const lines = comparisonAsText(states).split("\n");
  writeLines(terminal, (flags.reader ? lines.map(spellOut) : lines).join("\n"));
  return 0;
}

/** A record for each run, with the lowest loss and its epoch. */
async function printForPrograms(
  states: readonly RunState[],
  format: "ndjson" | "csv",
  terminal: Terminal,
): Promise<void> {
  const { compareRuns } = await import("@epochal/view");
  const { bestLoss } = await import("../../report/run-scores.ts");
  const toRecord = async ({ state, difference, isLowest }: ComparedRun) => ({
    run: state.started!.run,
    name: state.started!.name,
    difference,
    epoch: state.epoch,
    epochs: state.started!.spec.epochs,
    end: state.finished?.reason ?? state.phase,
    ...(await bestLoss(state)),
    isLowest,
  });
  const records = await Promise.all(compareRuns(states).runs.map(toRecord));
  if (format === "ndjson")
    for (const record of records) writeLine(terminal, JSON.stringify({ type: "run", ...record }));
  else {
    // Names are of people, also of strangers who started a run; a spreadsheet would run one such as `=1+1`.
    const writer = createCsvWriter({ escapesFormulas: true });
    for (const cells of [Object.keys(records[0] ?? {}), ...records.map((record) => Object.values(record))]) {
      for (const cell of cells) writer.write(String(cell ?? ""));
      writer.endRow();
    }
    writeData(terminal, writer.take());
  }
}
