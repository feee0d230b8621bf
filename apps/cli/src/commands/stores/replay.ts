/** `epochal replay STORE`: plays back a stored run, or prints one picture of it. */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { TrainingEvent } from "@epochal/stream/events";
import { of } from "rxjs";
import { InputError, userMessage } from "../../errors.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { defined } from "../../options/defined.ts";
import { parseNonNegativeNumber, wholeNumberParser } from "../../options/parse-number.ts";
import { addOutputOptions, RUN, STORE, type OutputFlags } from "../../options/shared-options.ts";
import { endLine } from "../../output/end-line.ts";
import { present } from "../../present/present.ts";
import { runArgument } from "../../runs/run-argument.ts";
import { storeName } from "../../runs/open-nats.ts";
import { withStore } from "../../runs/with-store.ts";
import { readStoredRun, type StoredRun } from "../../runs/read-stored-run.ts";
import { canDraw, canShowBraille, writeLine, type Context, type Terminal } from "../../terminal.ts";
import { DEFAULT_WATCH_RATE } from "../../training/training.ts";

interface Flags extends OutputFlags, NatsFlags {
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
      "Play back a stored run as if it were live, at any speed.\nIn a terminal the keys of a live run work; rewind goes to any epoch, later ones too.",
    )
    .argument("<store>", STORE)
    .argument("[run]", `${RUN} (default: latest)`)
    .option("--run <run>", "the same as the argument")
    .option(
      "--speed <n>",
      `epochs per second; 0: no limit (default: ${DEFAULT_WATCH_RATE} in a terminal, else 0)`,
      parseNonNegativeNumber,
    )
    .option("--from <epoch>", "begin at this epoch; the charts show what came before", wholeNumberParser(0))
    .option("--at <epoch>", "stop at this epoch", wholeNumberParser(0))
    .option("--print", "print one picture as text, of the last epoch or that of --at")
    .addOption(
      new Option("--size <columns>x<rows>", "size of the printed picture")
        .argParser(parseSize)
        .default({ columns: 120, rows: 40 }, "120x40"),
    );
  addNatsAccess(addOutputOptions(command)).action(async (store: string, given: string | undefined, flags: Flags) => {
    const wanted = runArgument(given, flags.run);
    const stored = await withStore(store, flags, (reader) => readStoredRun(reader, wanted, store));
    context.setExitCode(await run(stored, store, flags, context));
  });
}

async function run(stored: StoredRun, store: string, flags: Flags, { terminal }: Context): Promise<number> {
  const { createStateLookup, replayRun } = await import("@epochal/stream");
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const { at, from = at, print } = flags;
  const epochsPerSecond = flags.speed ?? (isDrawn ? DEFAULT_WATCH_RATE : 0);
  const { chunks, data } = stored;
  if (print) return printPicture(stored, store, flags, terminal);
  let replay: ReturnType<typeof replayRun>;
  try {
    replay = replayRun(chunks, { epochsPerSecond, ...defined({ data, from }) });
  } catch (error) {
    throw new InputError(`${storeName(store)}: ${userMessage(error)}`);
  }
  if (at !== undefined) replay.command(isDrawn ? { type: "pause" } : { type: "stop" });
  const source = {
    ...replay,
    label: storeName(store),
    outlivesViewer: true,
    epochsPerSecond,
    ...(data && { stateAt: createStateLookup(of(...chunks), data) }),
  };
  try {
    const { finished, exitCode } = await present(source, flags, {}, terminal);
    if (finished && !isDrawn && flags.format !== "ndjson") writeLine(terminal, await endLine(finished));
    return exitCode;
  } finally {
    replay.dispose();
  }
}

/** Prints the picture after an epoch; if the rows are stored, with that epoch's exact network. */
async function printPicture(
  { record, chunks, data }: StoredRun,
  store: string,
  { at, size: { columns, rows }, ...flags }: Flags,
  terminal: Terminal,
): Promise<number> {
  const { readRecording, replayRun } = await import("@epochal/stream");
  const { asciiGlyphs, createTerminalView, drawFrame } = await import("@epochal/dashboard");
  const { initialState, reduce } = await import("@epochal/view");
  const epoch = at ?? readRecording(chunks).epoch;
  let state = initialState();
  try {
    const replay = replayRun(chunks, { from: epoch, ...(data && { data }) });
    const subscription = replay.events$.subscribe((event: TrainingEvent) => (state = reduce(state, event)));
    subscription.unsubscribe();
    replay.dispose();
  } catch (error) {
    throw new InputError(`${storeName(store)}: ${userMessage(error)}`);
  }
  const label = `${storeName(store)} ${record.id}`;
  const ascii = flags.ascii ?? (terminal.stdout.isTTY && !canShowBraille(terminal.env));
  const view = createTerminalView({ state, label, size: { columns, rows }, ...(ascii && { glyphs: asciiGlyphs }) });
  for (const line of drawFrame(view, columns, rows, "none")) writeLine(terminal, line.trimEnd());
  return 0;
}

function parseSize(text: string): Size {
  const [, columns, rows] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!(Number(columns) > 0 && Number(rows) > 0)) {
    throw new InvalidArgumentError("Give columns and rows, such as 120x40.");
  }
  return { columns: Number(columns), rows: Number(rows) };
}
