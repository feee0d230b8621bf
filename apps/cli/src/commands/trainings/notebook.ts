/** `epochal` without a command: the network of the original notebook, live. */
import { parseModel } from "@epochal/core";
import { exampleNames } from "@epochal/data";
import { Option, type Command } from "commander";
import { InputError } from "../../errors.ts";
import { activationOption, hiddenOption } from "../../options/network-options.ts";
import { wholeNumberParser } from "../../options/parse-number.ts";
import { addOutputOptions, addPersistenceOptions, addRunOptions, SEEDS } from "../../options/shared-options.ts";
import { addWideOption, useWideIfWanted, type WideFlags } from "../../options/wide-option.ts";
import { canDraw, writeLine, type Context } from "../../terminal.ts";
import { resumeTraining } from "../../training/resume-training.ts";
import { runLocally, type LocalRunFlags } from "../../training/run-locally.ts";
import { DEFAULT_WATCH_RATE, hasLongUpdates, notebookTraining, type NotebookFlags } from "../../training/training.ts";
import { unknownCommandError } from "../../unknown-command.ts";

type Flags = LocalRunFlags & NotebookFlags & WideFlags;

/** The input of the prediction in the notebook's last line. */
const PROBE = 1.5;

/** @param commands the names of all commands, for the error about an unknown one. */
export function addNotebook(program: Command, commands: readonly string[], context: Context): void {
  addWideOption(addPersistenceOptions(addOutputOptions(addRunOptions(program))))
    .addOption(new Option("--data <name>", "what to learn (default: notebook)").choices(exampleNames))
    .addOption(hiddenOption("10, for other data as they need"))
    .addOption(activationOption("relu, for other data tanh"))
    .option("--save <file>", "save the model as JSON; overwrites only an older model")
    .option("--seeds <n>", SEEDS, wholeNumberParser(1, 6))
    .allowExcessArguments()
    .action(async (flags: Flags) => {
      const [unknown] = program.args;
      if (unknown !== undefined) throw unknownCommandError(unknown, commands);
      context.setExitCode(await run(flags, program, context));
    });
}

async function run(flags: Flags, program: Command, { terminal }: Context): Promise<number> {
  const { resume, save, checkpoint, store } = flags;
  const training =
    resume === undefined ? notebookTraining(flags) : await resumeTraining(resume, flags, program, terminal);
  // Loaded when it is needed: the notebook starts without it.
  if ([save, checkpoint, resume, store].some((file) => file !== undefined))
    await (await import("../../files/output-paths.ts")).checkOutputPaths(flags);
  const { inputs } = training.spec.network;
  const isNotebook = training.name === "notebook";
  if (resume !== undefined && inputs !== 1 && !(exampleNames as readonly string[]).includes(training.name)) {
    throw new InputError(
      `${resume}: this is not the notebook's network, it has ${inputs} inputs: try \`epochal train --resume ${resume}\``,
    );
  }
  await useWideIfWanted(flags, terminal);
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const speed = isDrawn ? DEFAULT_WATCH_RATE : 0;
  const lines = isNotebook ? ({ every: 100, countFrom: 0 } as const) : {};
  // Without a dashboard a small training is over before a worker would have started.
  const worker = isDrawn || hasLongUpdates(training);
  const { finished, exitCode } = await runLocally(training, flags, { command: "", lines, speed, worker }, terminal);
  if (finished && isNotebook && finished.reason !== "discarded" && flags.format !== "ndjson") {
    writeLine(terminal, `Predicted value for input ${PROBE}: ${parseModel(finished.model).predict(PROBE)}`);
  }
  return exitCode;
}
