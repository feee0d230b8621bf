/** `epochal`: the first network of many beginners, live. */
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";
import { parseModel, type TrainingSpec } from "@epochal/core";
import type { Command } from "commander";
import { InputError } from "../exit-codes.ts";
import { checkPlaceFor, writeModel } from "../files.ts";
import { addOutputOptions, addRunOptions, type OutputFlags, type RunFlags } from "../options.ts";
import { present } from "../present.ts";
import type { Context } from "../program.ts";
import { canDraw, remark, writeLine } from "../terminal.ts";

interface Flags extends RunFlags, OutputFlags {
  readonly save?: string;
}

/** The notebook's last line asks for this. */
const PROBE = 1.5;
/** Its thousand epochs take ten seconds where somebody watches. */
const WATCHED_SPEED = 100;

export function addNotebook(program: Command, context: Context): void {
  addOutputOptions(addRunOptions(program))
    .option("--save <file>", "write the model, as JSON")
    .allowExcessArguments()
    .action(async (flags: Flags) => {
      const [unknown] = program.args;
      if (unknown !== undefined) {
        const commands = program.commands.map((command) => command.name()).join(", ");
        throw new InputError(`expected a command of ${commands}, or none, got "${unknown}": epochal --help tells more`);
      }
      context.setExitCode(await run(flags, context));
    });
}

/** The notebook's training with what the flags change. */
export function notebookSpec({ epochs, learningRate, seed }: RunFlags): TrainingSpec {
  const { spec } = notebook();
  return {
    ...spec,
    ...(epochs !== undefined && { epochs }),
    ...(seed !== undefined && { seed }),
    ...(learningRate !== undefined && { optimizer: { ...spec.optimizer, learningRate } }),
  };
}

async function run(flags: Flags, { terminal }: Context): Promise<number> {
  if (flags.save !== undefined) await checkPlaceFor(flags.save);
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  const epochsPerSecond = flags.speed ?? (isDrawn ? WATCHED_SPEED : 0);
  const run = startRun(notebookSpec(flags), notebook().data, { name: "notebook", worker: true, epochsPerSecond });
  const source = { ...run, label: "this machine", epochsPerSecond };
  const { finished, exitCode } = await present(source, flags, { every: 100, countFrom: 0 }, terminal);
  if (finished && flags.format !== "ndjson") {
    const model = parseModel(finished.model);
    writeLine(terminal, `Predicted value for input ${PROBE}: ${model.predict(PROBE)}`);
  }
  if (finished && flags.save !== undefined) {
    await writeModel(flags.save, finished.model);
    remark(terminal, `model saved to ${flags.save}`);
  }
  return exitCode;
}
