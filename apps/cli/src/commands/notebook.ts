/** `epochal`: the first network of many beginners, live. */
import { parseModel } from "@epochal/core";
import type { Command } from "commander";
import { InputError } from "../exit-codes.ts";
import { addKeepOptions, addOutputOptions, addRunOptions, wholeNumber } from "../options.ts";
import { checkPlaces } from "../places.ts";
import { resumedTraining } from "../resume.ts";
import { runHere, type HereFlags } from "../run-here.ts";
import { canDraw, writeLine, type Context } from "../terminal.ts";
import { notebookTraining, WATCHED_SPEED } from "../trainings.ts";
import { unknownCommand } from "../unknown-command.ts";

/** The notebook's last line asks for this. */
const PROBE = 1.5;

/** @param commands the names of the others. */
export function addNotebook(program: Command, commands: readonly string[], context: Context): void {
  addKeepOptions(addOutputOptions(addRunOptions(program)))
    .option("--save <file>", "write the model, as JSON; over no file but an older model")
    .option(
      "--seeds <n>",
      "so many side by side that differ by their seed alone, compared in the end; --save, --checkpoint and lines are about the first",
      wholeNumber(1, 6),
    )
    .allowExcessArguments()
    .action(async (flags: HereFlags) => {
      const [unknown] = program.args;
      if (unknown !== undefined) throw unknownCommand(unknown, commands);
      context.setExitCode(await run(flags, program, context));
    });
}

async function run(flags: HereFlags, program: Command, { terminal }: Context): Promise<number> {
  const { resume } = flags;
  const training =
    resume === undefined ? notebookTraining(flags) : await resumedTraining(resume, flags, program, terminal);
  await checkPlaces(flags);
  const { inputs } = training.spec.network;
  if (inputs !== 1) {
    throw new InputError(
      `${resume}: expected a network of 1 input, as the notebook's, got ${inputs}: try \`epochal train --resume ${resume}\``,
    );
  }
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const speed = isDrawn ? WATCHED_SPEED : 0;
  const lines = { every: 100, countFrom: 0 } as const;
  // Where nobody draws, it is over before a thread would have begun.
  const { finished, exitCode } = await runHere(
    training,
    flags,
    { command: "", lines, speed, worker: isDrawn },
    terminal,
  );
  if (finished && finished.reason !== "discarded" && flags.format !== "ndjson") {
    writeLine(terminal, `Predicted value for input ${PROBE}: ${parseModel(finished.model).predict(PROBE)}`);
  }
  return exitCode;
}
