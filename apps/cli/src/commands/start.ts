/** `epochal start URL`: a run on a server, for all who watch that. */
import type { Server, StartOptions, TrainingToStart } from "@epochal/client";
import type { Command } from "commander";
import { exitCodes, InputError } from "../exit-codes.ts";
import { addRunOptions, resolveToken } from "../options/options.ts";
import { refusalToInputError } from "../server/refusal-to-input-error.ts";
import { addTrustedCa } from "../server/add-trusted-ca.ts";
import { commandName, logNote, writeLine, type Context, type Terminal } from "../terminal.ts";
import { addTableOptions, notebookTraining, tableTraining, type TableFlags } from "../training/training.ts";

interface Flags extends Partial<TableFlags> {
  readonly missing: "drop" | "refuse";
  /** A file of the server's. */
  readonly table?: string;
  readonly name?: string;
  readonly key?: string;
  readonly token?: string;
  readonly ca?: string;
}

export function addStart(program: Command, context: Context): void {
  const command = program
    .command("start")
    .description(
      "Start a run on a server that `epochal serve --token` runs, and print its id. Without a table: the notebook.\n" +
        "When the server has no room for it, it waits for its turn there.",
    )
    .argument("<url>", "such as ws://localhost:8080")
    .argument("[file]", "a CSV file of this machine, with a header line; its rows are sent")
    .option("--table <name>", "a CSV file in the server's folder of tables (its --data-dir) instead")
    .option("--target <column>", "the column to predict")
    .option("--name <name>", "what people shall call the run (default: that of the file)")
    .option("--key <key>", "start it once, however often it is asked for under the same key (default: a new one)")
    .option("--token <token>", "the server's (default: $EPOCHAL_TOKEN)")
    .option("--ca <file>", "for wss: with a certificate of one's own: it, or the one it comes from (PEM)");
  addRunOptions(addTableOptions(command)).action(async (url: string, file: string | undefined, flags: Flags) =>
    context.setExitCode(await run(url, file, flags, context)),
  );
}

async function run(url: string, file: string | undefined, flags: Flags, { terminal }: Context): Promise<number> {
  const token = resolveToken(flags.token, terminal.env);
  const { training, name } = await resolveTraining(file, flags, terminal);
  if (flags.ca !== undefined) await addTrustedCa(flags.ca);
  const { connect } = await import("@epochal/client");
  const server = connect(url, token === undefined ? {} : { token });
  const { id, place } = await start(server, training, {
    name: flags.name ?? name,
    ...(flags.speed !== undefined && { epochsPerSecond: flags.speed }),
    ...(flags.key !== undefined && { key: flags.key }),
  });
  writeLine(terminal, id);
  if (place !== undefined)
    logNote(terminal, `${id} waits for its turn: ${place === 1 ? "it is the next" : `${place - 1} before it`}`);
  logNote(terminal, `watch it: ${commandName(terminal)} watch ${url} ${id}${token === undefined ? "" : " --token …"}`);
  return exitCodes.done;
}

async function start(server: Server, training: TrainingToStart, options: StartOptions): ReturnType<Server["start"]> {
  try {
    return await server.start(training, options);
  } catch (error) {
    throw refusalToInputError(error);
  }
}

interface RequestedTraining {
  readonly training: TrainingToStart;
  /** For people. */
  readonly name: string;
}

/** What the file and the flags describe. */
async function resolveTraining(file: string | undefined, flags: Flags, terminal: Terminal): Promise<RequestedTraining> {
  const { table, target } = flags;
  if (file !== undefined && table !== undefined) {
    throw new InputError(`start: expected a file here or a --table there, got both: ${file} and ${table}`);
  }
  const rows = file ?? table;
  if (rows !== undefined && target === undefined) {
    throw new InputError(`start: expected --target with ${rows}, got none: say which column to predict`);
  }
  if (rows === undefined && target !== undefined) {
    throw new InputError(
      `start: expected a file or --table for --target ${target}, got none: say which table to learn from`,
    );
  }
  if (table !== undefined) return { training: tableRequest(table, target!, flags), name: table };
  const { name, spec, data } =
    file === undefined ? notebookTraining(flags) : await tableTraining(file, { ...flags, target: target! }, terminal);
  return { training: { type: "spec", spec, data }, name };
}

function tableRequest(table: string, target: string, flags: Flags): TrainingToStart {
  const { inputs, missing, hidden, activation, ensemble, epochs, learningRate, seed } = flags;
  return {
    type: "table",
    table,
    target,
    missing,
    ...(inputs && { inputs: [...inputs] }),
    ...(hidden && { hidden: [...hidden] }),
    ...(activation && { activation }),
    ...(ensemble !== undefined && { ensemble }),
    ...(epochs !== undefined && { epochs }),
    ...(learningRate !== undefined && { learningRate }),
    ...(seed !== undefined && { seed }),
  };
}
