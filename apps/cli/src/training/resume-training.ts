/** A training from a checkpoint: everything is in the file, and few options may change something. */
import { InputError } from "../exit-codes.ts";
import { readCheckpoint } from "../files/files.ts";
import { logNote, type Terminal } from "../terminal.ts";
import type { Training } from "./training.ts";
import type { Command } from "commander";

/** What may be said besides `--resume`: how long it trains, how fast it learns, how it is shown, where it is kept. */
const ALLOWED_OPTIONS = new Set(
  ["resume", "epochs", "learningRate", "maxTime", "speed", "format", "every", "reader", "ascii", "background", "save", "checkpoint", "store"], // prettier-ignore
);

/**
 * The training in `file`, with more epochs where the flags say so.
 * @throws InputError when the file holds none, or something was said that is in it already.
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
    throw new InputError(`${file}: expected --epochs above the ${from.epoch} that are done, got ${epochs}`);
  }
  // How many epochs it trains may have been changed while it did; what is said here counts more.
  const { epochs: changed, ...settings } = from.settings;
  const all = epochs ?? changed ?? spec.epochs;
  logNote(
    terminal,
    from.epoch < all
      ? `${file}: ${name} goes on in epoch ${from.epoch + 1} of ${all}`
      : `${file}: ${name} has completed its ${all} epochs; --epochs sets more`,
  );
  return { name, spec: { ...spec, epochs: all }, data, from: { ...from, settings } };
}

function rejectOtherOptions(command: Command, file: string): void {
  const [argument] = command.args;
  if (argument !== undefined) {
    throw new InputError(`--resume: expected no other file, got ${argument}: the rows are in ${file}`);
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (ALLOWED_OPTIONS.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new InputError(
      `--resume: expected no ${option.long ?? name}, got one: what is learned, and by what network, is in ${file}`,
    );
  }
}
