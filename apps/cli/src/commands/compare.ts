/** `epochal compare STORE`: several stored runs in one picture. */
import type { Command } from "commander";
import { of, from, mergeMap } from "rxjs";
import { InputError } from "../exit-codes.ts";
import { addOutputOptions, type OutputFlags } from "../options/options.ts";
import { present } from "../present/present.ts";
import { createStateLookup } from "../runs/state-lookup.ts";
import { withStore } from "../runs/with-store.ts";
import { readStoredRun, type StoredRun } from "../runs/read-stored-run.ts";
import { canDraw, type Context } from "../terminal.ts";

/** More curves than that cannot be told apart. */
const MAX_RUNS = 6;

export function addCompare(program: Command, context: Context): void {
  const command = program
    .command("compare")
    .description(
      "Several stored runs in one picture: their losses over each other, what differs in their settings, which is best.",
    )
    .argument("<store>", "a file that --store wrote")
    .argument("[runs...]", `their ids, or the beginnings of them (default: the newest ${MAX_RUNS})`);
  addOutputOptions(command).action(async (store: string, wanted: readonly string[], flags: OutputFlags) => {
    if (flags.format !== "auto" || flags.reader || !canDraw(context.terminal)) {
      const instead = `\`epochal runs list ${store}\` and \`epochal runs export ${store}\``;
      throw new InputError(`compare: expected a terminal to draw in, got none: try ${instead}`);
    }
    if (wanted.length > MAX_RUNS)
      throw new InputError(`compare: expected at most ${MAX_RUNS} runs, got ${wanted.length}`);
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
  if (!first) throw new InputError(`${store}: expected runs to compare, got none`);
  const { exitCode } = await present({ ...first, more$: from(others) }, flags, {}, context.terminal);
  return exitCode;
}
