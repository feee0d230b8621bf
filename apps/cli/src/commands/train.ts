/** `epochal train FILE.csv --target COLUMN`: a table becomes a model, without tuning. */
import { activations, type ActivationName } from "@epochal/core";
import { recipe, type Recipe } from "@epochal/data";
import { startRun } from "@epochal/stream";
import { Option, type Command } from "commander";
import { basename } from "node:path";
import { checkPlaceFor, readTable, writeModel } from "../files.ts";
import { addOutputOptions, addRunOptions, wholeNumber, type OutputFlags, type RunFlags } from "../options.ts";
import { endLine } from "../output/lines.ts";
import { tellNotes } from "../output/notes.ts";
import { reportLines } from "../output/report.ts";
import { present } from "../present.ts";
import type { Context } from "../program.ts";
import { remark, writeLine, type Terminal } from "../terminal.ts";

export interface TableFlags extends RunFlags {
  readonly target: string;
  readonly inputs?: readonly string[];
  readonly missing: "drop" | "refuse";
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
}

interface Flags extends TableFlags, OutputFlags {
  readonly save?: string;
}

export function addTrain(program: Command, context: Context): void {
  const command = program
    .command("train")
    .description("Learn to predict a column of a table from its other columns.")
    .argument("<file>", "a CSV file with a header line")
    .requiredOption("--target <column>", "the column to predict");
  addOutputOptions(addRunOptions(addTableOptions(command)))
    .option("--save <file>", "write the model, as JSON, for `epochal predict`")
    .action(async (file: string, flags: Flags) => context.setExitCode(await run(file, flags, context)));
}

/** What of a table is learned, and by what network. */
export function addTableOptions(command: Command): Command {
  return command
    .option(
      "--inputs <columns>",
      "the columns to predict from, with commas between (default: all that can be used)",
      list,
    )
    .addOption(
      new Option("--missing <what>", "rows with a missing cell: leave them out, or refuse the file")
        .choices(["drop", "refuse"])
        .default("drop"),
    )
    .option("--hidden <units>", "units of each hidden layer, such as 32,32", unitList)
    .addOption(new Option("--activation <name>", "of the hidden layers").choices(Object.keys(activations)));
}

/** The recipe for a file, its notes told. */
export async function recipeOf(file: string, flags: TableFlags, terminal: Terminal): Promise<Recipe> {
  const { target, inputs, missing, hidden, activation, seed, epochs, learningRate } = flags;
  const made = recipe(await readTable(file), {
    target,
    missing,
    ...(inputs && { inputs }),
    ...(hidden && { hidden }),
    ...(activation && { activation }),
    ...(seed !== undefined && { seed }),
    ...(epochs !== undefined && { epochs }),
    ...(learningRate !== undefined && { learningRate }),
  });
  tellNotes(made.notes, terminal);
  const { train, validation, test, columns } = made.data;
  const counts = [train, validation, test].map((part) => part?.rows ?? 0);
  remark(
    terminal,
    `${file}: ${counts[0]} rows to learn from, ${counts[1]} to choose the best epoch by, ${counts[2]} to judge it by; ` +
      `${columns?.inputs.map(({ name }) => name).join(", ")} → ${target}`,
  );
  return made;
}

async function run(file: string, flags: Flags, { terminal }: Context): Promise<number> {
  if (flags.save !== undefined) await checkPlaceFor(flags.save);
  const { spec, data } = await recipeOf(file, flags, terminal);
  const epochsPerSecond = flags.speed ?? 0;
  const run = startRun(spec, data, { name: basename(file), worker: true, epochsPerSecond });
  const source = { ...run, label: "this machine", epochsPerSecond };
  const { finished, exitCode } = await present(source, flags, {}, terminal);
  if (!finished) return exitCode;
  if (flags.format !== "ndjson") {
    writeLine(terminal, endLine(finished));
    for (const line of reportLines(flags.target, finished.report)) writeLine(terminal, line);
  }
  if (flags.save !== undefined) {
    await writeModel(flags.save, finished.model);
    remark(terminal, `model saved to ${flags.save}: epochal predict ${flags.save} NEW.csv`);
  }
  return exitCode;
}

function list(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

function unitList(text: string): number[] {
  return list(text).map(wholeNumber(1));
}
