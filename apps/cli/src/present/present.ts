/** Shows a run: as a dashboard in a terminal, as lines in a pipe, as JSON for programs. */
import type { OutputFlags } from "../options/shared-options.ts";
import type { LineOptions } from "../output/event-lines.ts";
import { canDraw, type Terminal } from "../terminal.ts";
import { drawRun } from "./draw-run.ts";
import type { Outcome, PresentedRun } from "./presented-run.ts";
import { printRun } from "./print-run.ts";

/** Resolves when the run has ended or the user has left it; rejects when its events fail. */
export function present(
  run: PresentedRun,
  flags: OutputFlags,
  lines: LineOptions,
  terminal: Terminal,
): Promise<Outcome> {
  return isInteractive(flags, terminal) ? drawRun(run, flags, terminal) : printRun(run, flags, lines, terminal);
}

/** Whether the state of the run is shown, as a dashboard or in sentences, and not each event. */
export function isInteractive(flags: OutputFlags, terminal: Terminal): boolean {
  return flags.format === "auto" && (flags.reader === true || canDraw(terminal));
}
