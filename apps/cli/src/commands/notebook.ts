/** `epochal`: the first network of many beginners, live. */
import { parseModel } from "@epochal/core";
import type { Command } from "commander";
import { InputError } from "../exit-codes.ts";
import { addPersistenceOptions, addOutputOptions, addRunOptions, wholeNumberParser } from "../options/options.ts";
import { checkOutputPaths } from "../files/output-paths.ts";
import { resumeTraining } from "../training/resume-training.ts";
import { runLocally, type LocalRunFlags } from "../training/run-locally.ts";
import { canDraw, writeLine, type Context } from "../terminal.ts";
import { notebookTraining, DEFAULT_WATCH_RATE } from "../training/training.ts";
import { unknownCommandError } from "../unknown-command.ts";

/** The notebook's last line asks for this. */
const PROBE = 1.5;

/** @param commands the names of the others. */
export function addNotebook(program: Command, commands: readonly string[], context: Context): void {
  addPersistenceOptions(addOutputOptions(addRunOptions(program)))
    .option("--save <file>", "write the model, as JSON; over no file but an older model")
    .option(
      "--seeds <n>",
      "so many side by side that differ by their seed alone, compared in the end; --save, --checkpoint and lines are about the first",
      wholeNumberParser(1, 6),
    )
    .allowExcessArguments()
    .action(async (flags: LocalRunFlags) => {
      const [unknown] = program.args;
      if (unknown !== undefined) throw unknownCommandError(unknown, commands);
      context.setExitCode(await run(flags, program, context));
    });
}

async function run(flags: LocalRunFlags, program: Command, { terminal }: Context): Promise<number> {
  const { resume } = flags;
  const training =
    resume === undefined ? notebookTraining(flags) : await resumeTraining(resume, flags, program, terminal);
  await checkOutputPaths(flags);
  const { inputs } = training.spec.network;
  if (inputs !== 1) {
    throw new InputError(
      `${resume}: expected a network of 1 input, as the notebook's, got ${inputs}: try \`epochal train --resume ${resume}\``,
    );
  }
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const speed = isDrawn ? DEFAULT_WATCH_RATE : 0;
  const lines = { every: 100, countFrom: 0 } as const;
  // Where nobody draws, it is over before a thread would have begun.
  const { finished, exitCode } = await runLocally(
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
