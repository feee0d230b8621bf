import { eventsOf, type FinishedEvent } from "@epochal/stream/events";
import { concatMap, ReplaySubject } from "rxjs";
import { runExitCode, type ExitSignal } from "../exit-codes.ts";
import { defined } from "../options/defined.ts";
import type { OutputFlags } from "../options/shared-options.ts";
import { createLineFormatter, type LineOptions } from "../output/event-lines.ts";
import { toNdjson } from "../output/ndjson.ts";
import { logNote, writeLine, writeLines, type Terminal } from "../terminal.ts";
import { awaitEnds } from "./companion-runs.ts";
import type { Outcome, PresentedRun } from "./presented-run.ts";

/**
 * Prints a run as lines of text or JSON. A signal stops a run of this process; an impatient second one, or any signal for a run
 * elsewhere, ends the printing.
 */
export function printRun(
  run: PresentedRun,
  { format, every }: OutputFlags,
  lines: LineOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const toLine = format === "ndjson" ? toNdjson : createLineFormatter({ ...lines, ...defined({ every }) });
  return new Promise((resolve, reject) => {
    let interruptedBy: ExitSignal | undefined;
    let finished: FinishedEvent | undefined;
    const others = run.others ?? (() => []);
    const forceQuit$ = new ReplaySubject<void>(1);

    const stopListening = terminal.onSignal((signal, isForced) => {
      interruptedBy ??= signal;
      if (run.command && !run.outlivesViewer && !isForced) {
        for (const one of [run, ...others()]) one.command?.({ type: "stop" });
      } else {
        forceQuit$.next();
        end();
      }
    });

    function end(): void {
      stopListening();
      subscription.unsubscribe();
      resolve({ isDrawn: false, ...(finished && { finished }), exitCode: runExitCode(finished, interruptedBy) });
    }

    async function compareAndEnd(): Promise<void> {
      if (others().length > 0) {
        const { comparisonAsText } = await import("@epochal/dashboard");
        const states = await awaitEnds(() => [run, ...others()], undefined, forceQuit$);
        writeLines(terminal, comparisonAsText(states));
      }
      end();
    }

    function fail(error: unknown): void {
      stopListening();
      reject(error instanceof Error ? error : new Error(String(error)));
    }

    const events$ = run.chunks$.pipe(concatMap((chunk) => (chunk.type === "gap" ? [] : eventsOf(chunk))));
    const subscription = events$.subscribe({
      next(event) {
        const line = toLine(event);
        if (line !== undefined) writeLine(terminal, line);
        if (event.type === "noticed") logNote(terminal, event.text);
        if (event.type === "finished") finished = event;
      },
      error: fail,
      // Later, because a recorded run completes inside `subscribe`, before `subscription` is assigned.
      complete: () => queueMicrotask(() => void compareAndEnd().catch(fail)),
    });
  });
}
