/** Continues a training from a checkpoint. The file holds everything, so few options may change it. */
import type { Command } from "commander";
import { InputError } from "../errors.ts";
import { readCheckpoint } from "../files/read-files.ts";
import { logNote, type Terminal } from "../terminal.ts";
import type { Training } from "./training.ts";

/** Options that go with `--resume`: length, learning rate, display and outputs. */
const ALLOWED_OPTIONS = new Set(
  ["resume", "epochs", "learningRate", "maxTime", "speed", "format", "every", "reader", "ascii", "background", "projector", "save", "checkpoint", "store"], // prettier-ignore
);

/**
 * The training in the checkpoint `file`, with `epochs` if given.
 * @throws InputError when `file` is not a checkpoint, or an option contradicts it.
 */
export async function resumeTraining(
  file: string,
  { epochs }: { readonly epochs?: number },
  command: Command,
  terminal: Terminal,
): Promise<Training> {
  rejectOtherOptions(command, file);
  const { name = file, spec, data, snapshot: from } = await readCheckpoint(file);
  if (epochs !== undefined && epochs <= from.epoch) {
    throw new InputError(`${file}: --epochs ${epochs} is too low: ${from.epoch} epochs are done already`);
  }
  // `--epochs` beats a number of epochs set during the run, which beats the spec.
  const { epochs: changed, ...settings } = from.settings;
  const total = epochs ?? changed ?? spec.epochs;
  logNote(
    terminal,
    from.epoch < total
      ? `${file}: ${name} continues with epoch ${from.epoch + 1} of ${total}`
      : `${file}: ${name} has completed its ${total} epochs; --epochs sets more`,
  );
  return { name, spec: { ...spec, epochs: total }, data, from: { ...from, settings } };
}

function rejectOtherOptions(command: Command, file: string): void {
  const [argument] = command.args;
  if (argument !== undefined) {
    throw new InputError(`--resume: leave out ${argument}: the rows are in ${file}`);
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (ALLOWED_OPTIONS.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new InputError(`--resume: leave out ${option.long ?? name}: the data and the network are in ${file}`);
  }
}
