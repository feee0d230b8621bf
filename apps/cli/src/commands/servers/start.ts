/** `epochal start URL`: starts a run on a server, for all its viewers. */
import type { Server, StartOptions, TrainingToStart } from "@epochal/client";
import type { Command } from "commander";
import { InputError } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { defined } from "../../options/defined.ts";
import { addRunOptions } from "../../options/shared-options.ts";
import { readTable } from "../../files/read-table.ts";
import { splitNames } from "../../options/table-options.ts";
import { addTokenOptions, resolveClientToken, tokenVariable, type TokenFlags } from "../../options/token-options.ts";
import { addTrustedCa } from "../../server/add-trusted-ca.ts";
import { refusalToInputError } from "../../server/refusal-to-input-error.ts";
import { commandName, logNote, writeLine, type Context, type Terminal } from "../../terminal.ts";
import { addTableOptions, missingTargetError, tableTraining, type TableFlags } from "../../training/table-training.ts";
import { notebookTraining } from "../../training/training.ts";

interface Flags extends Partial<TableFlags>, TokenFlags {
  readonly missing: "drop" | "refuse";
  /** A file in the server's folder. */
  readonly table?: string;
  readonly name?: string;
  readonly key?: string;
  readonly ca?: string;
}

/** Options that a request for a table of the server has no field for. */
const NOT_IN_REQUEST = [
  ...(["delimiter", "classes", "classWeights", "budget"] as const),
  ...(["loss", "optimizer", "schedule", "batchSize", "l2", "dropout", "patience"] as const),
];

export function addStart(program: Command, context: Context): void {
  const command = addTokenOptions(program.command("start"), "the server's token")
    .description(
      "Start a run on a server that has a token and print the run's id. Without a table: the notebook.\n" +
        "If the server is busy, the run is queued there.",
    )
    .argument("<url>", "the server, such as ws://localhost:8080")
    .argument("[file]", "a table on this machine, as for `train`; its rows are sent to the server")
    .option("--table <name>", "a table in the server's --data-dir, instead of [file]")
    .option("--target <column>", "column to predict")
    .option("--name <name>", "name of the run (default: the file's name)")
    .option("--key <key>", "idempotency key: requests with the same key start one run (default: a new key)")
    .option("--ca <file>", "for wss: PEM file with a CA or self-signed certificate to trust as well");
  addRunOptions(addTableOptions(command)).action(async (url: string, file: string | undefined, flags: Flags) =>
    context.setExitCode(await run(url, file, flags, context)),
  );
}

async function run(url: string, file: string | undefined, flags: Flags, { terminal }: Context): Promise<number> {
  const token = await resolveClientToken(flags, url, terminal);
  const { training, name } = await resolveTraining(file, flags, terminal);
  if (flags.ca !== undefined) await addTrustedCa(flags.ca);
  const { connect } = await import("@epochal/client");
  const server = connect(url, defined({ token }));
  const { id, place } = await start(url, server, training, {
    name: flags.name ?? name,
    ...defined({ epochsPerSecond: flags.speed, key: flags.key }),
  });
  writeLine(terminal, id);
  if (place !== undefined) {
    const ahead = place === 1 ? "it is next" : `${place - 1} before it`;
    logNote(terminal, `${id} is queued: ${ahead}`);
  }
  logNote(terminal, `watch it: ${tokenVariable(token)}${commandName(terminal)} watch ${url} ${id}`);
  return exitCodes.done;
}

async function start(
  url: string,
  server: Server,
  training: TrainingToStart,
  options: StartOptions,
): ReturnType<Server["start"]> {
  try {
    return await server.start(training, options);
  } catch (error) {
    throw refusalToInputError(error, url);
  }
}

/** The training that the file and the flags describe, and its name for display. */
async function resolveTraining(
  file: string | undefined,
  flags: Flags,
  terminal: Terminal,
): Promise<{ readonly training: TrainingToStart; readonly name: string }> {
  const { table, target } = flags;
  if (file !== undefined && table !== undefined) {
    throw new InputError(`start: ${file} and --table ${table} do not go together: leave out one`);
  }
  if (table !== undefined) {
    if (target === undefined) throw new InputError(`${table}: name the column to predict with --target`);
    return { training: tableRequest(table, target, flags), name: table };
  }
  if (file !== undefined) {
    const rows = await readTable(file, flags);
    if (target === undefined) throw missingTargetError(file, rows);
    const { name, spec, data } = tableTraining(file, rows, { ...flags, target }, terminal);
    return { training: { type: "spec", spec, data }, name };
  }
  if (target !== undefined) {
    throw new InputError("--target works with a table: add a file or --table, or leave out --target");
  }
  const { name, spec, data } = notebookTraining(flags);
  return { training: { type: "spec", spec, data }, name };
}

function tableRequest(table: string, target: string, flags: Flags): TrainingToStart {
  const { missing, hidden, activation, ensemble, epochs, learningRate, seed, weight } = flags;
  const unsent = NOT_IN_REQUEST.find((name) => flags[name] !== undefined);
  if (unsent !== undefined) {
    const option = unsent.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new InputError(`start: --${option} and --table do not go together: leave out one`);
  }
  // The server has the table, and knows its columns.
  const [inputs, exclude] = [flags.inputs, flags.exclude].map((names) => names && splitNames(names, []));
  return {
    type: "table",
    table,
    target,
    missing,
    ...(inputs && { inputs }),
    ...(exclude && { exclude }),
    ...defined({ hidden: hidden && [...hidden], weight, activation, ensemble, epochs, learningRate, seed }),
  };
}
