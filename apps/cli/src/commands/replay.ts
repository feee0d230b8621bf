/** `epochal replay`: a stored run as if it happened now, or one picture of it. */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { TrainingEvent } from "@epochal/stream/events";
import { of } from "rxjs";
import { InputError } from "../exit-codes.ts";
import { addOutputOptions, parseNonNegativeNumber, wholeNumberParser, type OutputFlags } from "../options/options.ts";
import { endLine } from "../output/event-lines.ts";
import { present } from "../present/present.ts";
import { createStateLookup } from "../runs/state-lookup.ts";
import { runArgument } from "../runs/run-argument.ts";
import { withStore } from "../runs/with-store.ts";
import { readStoredRun, type StoredRun } from "../runs/read-stored-run.ts";
import { canDraw, writeLine, type Context, type Terminal } from "../terminal.ts";
import { DEFAULT_WATCH_RATE } from "../training/training.ts";

interface Flags extends OutputFlags {
  readonly run?: string;
  readonly speed?: number;
  readonly from?: number;
  readonly at?: number;
  readonly print?: true;
  readonly size: Size;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

export function addReplay(program: Command, context: Context): void {
  const command = program
    .command("replay")
    .description(
      "Watch a stored run as if it happened now: with a pace, steps, and the network at any epoch.\nIn a terminal the keys are those of a live run; `rewind` leads to any epoch, forwards too.",
    )
    .argument("<store>", "a file that --store wrote")
    .argument("[run]", "its id, the beginning of it, or latest (default: latest)")
    .option("--run <run>", "the same")
    .option(
      "--speed <n>",
      `epochs a second; 0 is as fast as it goes (default: ${DEFAULT_WATCH_RATE} in a terminal, else 0)`,
      parseNonNegativeNumber,
    )
    .option("--from <epoch>", "begin there, with all that came before", wholeNumberParser(0))
    .option("--at <epoch>", "stand still there; with --print one picture of it, as text", wholeNumberParser(0))
    .option("--print", "print one picture as text, of the end or --at an epoch")
    .addOption(
      new Option("--size <columns>x<rows>", "of that picture")
        .argParser(size)
        .default({ columns: 120, rows: 40 }, "120x40"),
    );
  addOutputOptions(command).action(async (store: string, given: string | undefined, flags: Flags) => {
    const wanted = runArgument("replay", given, flags.run);
    const stored = await withStore(store, (reader) => readStoredRun(reader, wanted, store));
    context.setExitCode(await run(stored, store, flags, context));
  });
}

async function run(stored: StoredRun, store: string, flags: Flags, { terminal }: Context): Promise<number> {
  const { replayRun } = await import("@epochal/stream");
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const { at, from = at, print } = flags;
  const epochsPerSecond = flags.speed ?? (isDrawn ? DEFAULT_WATCH_RATE : 0);
  const { chunks, data } = stored;
  if (print) return printPicture(stored, store, flags, terminal);
  let replay: ReturnType<typeof replayRun>;
  try {
    replay = replayRun(chunks, { epochsPerSecond, ...(data && { data }), ...(from !== undefined && { from }) });
  } catch (error) {
    throw new InputError(`${store}: ${(error as Error).message}`);
  }
  if (at !== undefined) replay.command(isDrawn ? { type: "pause" } : { type: "stop" });
  const source = {
    ...replay,
    label: store,
    outlivesViewer: true,
    epochsPerSecond,
    ...(data && { stateAt: createStateLookup(of(...chunks), data) }),
  };
  try {
    const { finished, exitCode } = await present(source, flags, {}, terminal);
    if (finished && !isDrawn && flags.format !== "ndjson") writeLine(terminal, endLine(finished));
    return exitCode;
  } finally {
    replay.dispose();
  }
}

/** The run as it was after an epoch, its network to the last bit where its rows are stored. */
async function printPicture(
  { record, chunks, data }: StoredRun,
  store: string,
  { at, size: { columns, rows }, ascii }: Flags,
  terminal: Terminal,
): Promise<number> {
  const { readRecording, replayRun } = await import("@epochal/stream");
  const { asciiGlyphs, createView, drawFrame, initialState, reduce } = await import("@epochal/dashboard");
  const epoch = at ?? readRecording(chunks).epoch;
  let state = initialState();
  try {
    const replay = replayRun(chunks, { from: epoch, ...(data && { data }) });
    const told = replay.events$.subscribe((event: TrainingEvent) => (state = reduce(state, event)));
    told.unsubscribe();
    replay.dispose();
  } catch (error) {
    throw new InputError(`${store}: ${(error as Error).message}`);
  }
  const label = `${store} ${record.id}`;
  const view = createView({ state, label, size: { columns, rows }, ...(ascii && { glyphs: asciiGlyphs }) });
  for (const line of drawFrame(view, columns, rows, "none")) writeLine(terminal, line.trimEnd());
  return 0;
}

function size(text: string): Size {
  const [, columns, rows] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!(Number(columns) > 0 && Number(rows) > 0)) {
    throw new InvalidArgumentError(`expected columns and rows, such as 120x40, got "${text}".`);
  }
  return { columns: Number(columns), rows: Number(rows) };
}
