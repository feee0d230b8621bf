/** `epochal serve`: a training that others watch. */
import { InvalidArgumentError, type Command } from "commander";
import { exitCodes, InputError } from "../exit-codes.ts";
import { addRunOptions } from "../options.ts";
import { commandName, remark, type Context } from "../terminal.ts";
import { addTableOptions, notebookTraining, tableTraining, WATCHED_SPEED, type TableFlags } from "../trainings.ts";

interface Flags extends Partial<TableFlags> {
  readonly missing: "drop" | "refuse";
  readonly port: number;
  readonly host: string;
  readonly store?: string;
  readonly token?: string;
}

export function addServe(program: Command, context: Context): void {
  const command = program
    .command("serve")
    .description(
      "Train for others to watch, over a WebSocket. Without a file: the notebook.\nThe run stays there to be watched after it has ended, until Ctrl-C.",
    )
    .argument("[file]", "a CSV file with a header line")
    .option("--target <column>", "the column to predict")
    .option("--port <n>", "where to listen; 0 takes one that is free", port, 8080)
    .option("--host <address>", "who can reach it; any but this machine needs a token", "127.0.0.1")
    .option("--token <token>", "what clients must show")
    .option("--store <file>", "keep all runs in this file (default: only while serving)");
  addRunOptions(addTableOptions(command)).action(async (file: string | undefined, flags: Flags) =>
    context.setExitCode(await run(file, flags, context)),
  );
}

async function run(file: string | undefined, flags: Flags, { terminal }: Context): Promise<number> {
  const { target } = flags;
  if (file !== undefined && target === undefined) {
    throw new InputError("serve: expected --target with a file, got none: say which column to predict");
  }
  if (file === undefined && target !== undefined) {
    throw new InputError(`serve: expected a file for --target ${target}, got none: say which table to learn from`);
  }
  const { name, spec, data } =
    file !== undefined && target !== undefined
      ? await tableTraining(file, { ...flags, target }, terminal)
      : notebookTraining(flags);

  const { serve } = await import("@epochal/server");
  let fail: (error: unknown) => void = () => {};
  let stopListening = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    fail = reject;
    // Until the end: who asks twice does not get a store that was never closed.
    stopListening = terminal.onSignal(() => resolve());
  });
  const { host, port, store, token } = flags;
  const server = await serve({
    host,
    port,
    ...(store !== undefined && { store }),
    ...(token !== undefined && { token }),
    onFailure: (_run, error) => fail(error),
    onClientFailure: (error) => {
      remark(terminal, `a client was not answered: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  const run = server.start(spec, data, {
    name,
    epochsPerSecond: flags.speed ?? (file === undefined ? WATCHED_SPEED : 0),
  });
  remark(terminal, `serving ${run.id} (${run.name}) at ${server.url}; Ctrl-C stops`);
  remark(terminal, `watch it: ${commandName(terminal)} watch ${server.url}${token === undefined ? "" : " --token …"}`);
  try {
    await ended;
  } finally {
    await server.close();
    stopListening();
  }
  return exitCodes.done;
}

function port(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0 || value > 65535) {
    throw new InvalidArgumentError(`expected a port from 0 to 65535, got "${text}".`);
  }
  return value;
}
