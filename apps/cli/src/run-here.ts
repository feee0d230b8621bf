/** A training in this process, shown until it ends or is left; what it learned is saved. */
import { startRun } from "@epochal/stream";
import { checkPlaceFor, writeModel } from "./files.ts";
import type { OutputFlags, RunFlags } from "./options.ts";
import type { LineOptions } from "./output/lines.ts";
import { present, type Presented } from "./present.ts";
import { commandName, remark, type Terminal } from "./terminal.ts";
import type { Training } from "./trainings.ts";

export interface HereFlags extends RunFlags, OutputFlags {
  /** Where to write the model. */
  readonly save?: string;
}

/**
 * Trains in a worker; resolves when the run has ended or was left.
 *
 * @param speed epochs a second where the flags do not say.
 */
export async function runHere(
  { name, spec, data }: Training,
  flags: HereFlags,
  lines: LineOptions,
  speed: number,
  terminal: Terminal,
): Promise<Presented> {
  if (flags.save !== undefined) await checkPlaceFor(flags.save);
  const epochsPerSecond = flags.speed ?? speed;
  const run = startRun(spec, data, { name, worker: true, epochsPerSecond });
  try {
    const source = { ...run, label: "this machine", epochsPerSecond };
    const presented = await present(source, flags, lines, terminal);
    if (presented.finished && flags.save !== undefined) {
      await writeModel(flags.save, presented.finished.model);
      remark(
        terminal,
        `model saved to ${flags.save}; to use it: ${commandName(terminal)} predict ${flags.save} NEW.csv`,
      );
    }
    return presented;
  } finally {
    run.dispose();
  }
}
