/** `epochal`: the first network of many beginners, live. */
import { parseModel } from "@epochal/core";
import type { Command } from "commander";
import { InputError } from "../exit-codes.ts";
import { addOutputOptions, addRunOptions } from "../options.ts";
import { runHere, type HereFlags } from "../run-here.ts";
import { canDraw, writeLine, type Context } from "../terminal.ts";
import { notebookTraining, WATCHED_SPEED } from "../trainings.ts";

/** The notebook's last line asks for this. */
const PROBE = 1.5;

export function addNotebook(program: Command, context: Context): void {
  addOutputOptions(addRunOptions(program))
    .option("--save <file>", "write the model, as JSON")
    .allowExcessArguments()
    .action(async (flags: HereFlags) => {
      const [unknown] = program.args;
      if (unknown !== undefined) {
        const commands = program.commands.map((command) => command.name()).join(", ");
        throw new InputError(`expected a command of ${commands}, or none, got "${unknown}": --help tells more`);
      }
      context.setExitCode(await run(flags, context));
    });
}

async function run(flags: HereFlags, { terminal }: Context): Promise<number> {
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const speed = isDrawn ? WATCHED_SPEED : 0;
  const lines = { every: 100, countFrom: 0 } as const;
  const { finished, exitCode } = await runHere(notebookTraining(flags), flags, lines, speed, terminal);
  if (finished && flags.format !== "ndjson") {
    writeLine(terminal, `Predicted value for input ${PROBE}: ${parseModel(finished.model).predict(PROBE)}`);
  }
  return exitCode;
}
