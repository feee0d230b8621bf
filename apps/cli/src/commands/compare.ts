/** `epochal compare STORE`: several stored runs in one picture. */
import type { Command } from "commander";
import { from, mergeMap, of } from "rxjs";
import { InputError } from "../errors.ts";
import { addOutputOptions, STORE, type OutputFlags } from "../options/shared-options.ts";
import { present } from "../present/present.ts";
import { readStoredRun, type StoredRun } from "../runs/read-stored-run.ts";
import { createStateLookup } from "../runs/state-lookup.ts";
import { withStore } from "../runs/with-store.ts";
import { canDraw, type Context } from "../terminal.ts";

/** More curves are hard to distinguish. */
const MAX_RUNS = 6;

export function addCompare(program: Command, context: Context): void {
  const command = program
    .command("compare")
    .description("Show stored runs on one chart, with the settings that differ and the best run. Needs a terminal.")
    .argument("<store>", STORE)
    .argument("[runs...]", `ids of the runs, or the first characters of them (default: the newest ${MAX_RUNS})`);
  addOutputOptions(command).action(async (store: string, wanted: readonly string[], flags: OutputFlags) => {
    if (flags.format !== "auto" || flags.reader || !canDraw(context.terminal)) {
      const instead = `\`epochal runs list ${store}\` or \`epochal runs export ${store}\``;
      throw new InputError(`compare: this needs a terminal to draw in: try ${instead}`);
    }
    if (wanted.length > MAX_RUNS) {
      throw new InputError(`compare: ${wanted.length} runs are named: name at most ${MAX_RUNS}`);
    }
    const stored = await withStore(store, (reader) => {
      const newest = reader.runs().slice(0, MAX_RUNS);
      return (wanted.length > 0 ? wanted : newest.map(({ id }) => id)).map((id) => readStoredRun(reader, id, store));
    });
    context.setExitCode(await run(stored, store, flags, context));
  });
}

async function run(stored: readonly StoredRun[], store: string, flags: OutputFlags, context: Context): Promise<number> {
  const { eventsOf } = await import("@epochal/stream");
  const sources = stored.map(({ chunks, data, record }) => ({
    events$: from(chunks).pipe(mergeMap((chunk) => eventsOf(chunk))),
    chunks$: from(chunks),
    label: `${store} ${record.id}`,
    status$: of("ended"),
    ...(data && { stateAt: createStateLookup(from(chunks), data) }),
  }));
  const [first, ...others] = sources;
  if (!first) throw new InputError(`${store}: this store has no runs yet`);
  const { exitCode } = await present({ ...first, more$: from(others) }, flags, {}, context.terminal);
  return exitCode;
}
