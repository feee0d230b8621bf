import type { Command } from "@epochal/stream/events";
import { ReplaySubject } from "rxjs";
import { runExitCode, type ExitSignal } from "../exit-codes.ts";
import { writeNewText } from "../files/write-files.ts";
import { defined } from "../options/defined.ts";
import type { OutputFlags } from "../options/shared-options.ts";
import { canShowBraille, terminalBackground, writeLines, type Terminal } from "../terminal.ts";
import { awaitEnds } from "./companion-runs.ts";
import type { Outcome, PresentedRun } from "./presented-run.ts";

/** Shows the dashboard, or its sentences for screen readers, until the user leaves it; then prints a summary. */
export async function drawRun(run: PresentedRun, flags: OutputFlags, terminal: Terminal): Promise<Outcome> {
  const { comparisonAsText, showDashboard, showReader } = await import("@epochal/dashboard");
  const { stdout, stdin, env } = terminal;
  const options = {
    stdout,
    stdin,
    writeFile: (file: string, text: string) => writeNewText(file, text),
    ...defined({ epochsPerSecond: run.epochsPerSecond }),
  };
  const dashboard = flags.reader
    ? showReader(run, options)
    : showDashboard(run, {
        ...options,
        ...(env["NO_COLOR"] && { colour: false }),
        ...defined({ more$: run.more$ }),
        ...(flags.projector && { isProjected: true }),
        ascii: flags.ascii ?? !canShowBraille(env),
        background: flags.background ?? terminalBackground(env),
      });
  let interruptedBy: ExitSignal | undefined;
  /** Whether the user has left by a key, after which Ctrl-C is a signal. */
  let isLeftByKey = false;
  const others = run.others ?? (() => []);
  const forceQuit$ = new ReplaySubject<void>(1);
  const stopListening = terminal.onSignal((signal, isForced) => {
    const isFirst = interruptedBy === undefined;
    interruptedBy ??= signal;
    if (isForced || (isLeftByKey && signal === "SIGINT")) forceQuit$.next();
    if (isForced || !run.stopAndSave) dashboard.close();
    else if (isFirst) void run.stopAndSave().finally(() => dashboard.close());
  });
  try {
    const outcome = await dashboard.finished;
    isLeftByKey = outcome.by !== "end" && interruptedBy === undefined;
    if (outcome.by === "interrupt") interruptedBy ??= "SIGINT";
    // Leaving stops the runs of this process. The screen reader's output also ends with the run, which is not leaving.
    const isLeft = outcome.by !== "end" || interruptedBy !== undefined || !outcome.state.finished;
    const stop: Command | undefined = isLeft
      ? { type: "stop", ...(outcome.by === "discard" && { discard: true }) }
      : undefined;
    const first = !outcome.state.finished && run.command && !run.outlivesViewer ? [run] : [];
    const ends = await awaitEnds(() => [...first, ...others()], stop, forceQuit$);
    const [end, ...rest] = first.length > 0 ? ends : [outcome.state, ...ends];
    const state = end?.started ? end : outcome.state;
    const companions = run.others ? rest : outcome.states.slice(1);
    // The screen reader's output includes the summary.
    if (!flags.reader) {
      const { summarizeRun } = await import("@epochal/view");
      writeLines(terminal, summarizeRun(state));
    }
    if (companions.length > 0) writeLines(terminal, comparisonAsText([state, ...companions]));
    const { finished } = state;
    return { isDrawn: true, ...(finished && { finished }), exitCode: runExitCode(finished, interruptedBy) };
  } finally {
    stopListening();
  }
}
