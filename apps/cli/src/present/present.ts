/** Shows a run to whoever is there: a picture in a terminal, lines in a pipe, JSON for machines; until it ends or is left. */
import type { RunSource } from "@epochal/dashboard";
import type { Command, EventChunk, FinishedEvent, TrainingEvent } from "@epochal/stream/events";
import { ReplaySubject, tap, type Observable } from "rxjs";
import { awaitEnds, type CompanionRun } from "./companion-runs.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeNewText } from "../files/files.ts";
import type { OutputFlags } from "../options/options.ts";
import { createLineFormatter, type LineOptions } from "../output/event-lines.ts";
import { toNdjson } from "../output/ndjson.ts";
import { terminalBackground, canDraw, logNote, writeLine, type Terminal } from "../terminal.ts";

export interface PresentedRun {
  /** From the first event on. */
  readonly events$: Observable<TrainingEvent>;
  /** The same in chunks, where they are to be had. */
  readonly chunks$?: Observable<EventChunk>;
  /** Where there is the right to steer; a promise that is rejected says why a wish never reached the run. A run that can be steered is stopped when it is left, unless it goes on elsewhere. */
  readonly command?: (command: Command) => unknown;
  /** What would let a viewer steer who may not, in words. */
  readonly controlHint?: string;
  /** Whether the run goes on when it is left, as one on a server does. Default false. */
  readonly outlivesViewer?: boolean;
  readonly status$?: Observable<string>;
  /** The state after any epoch, worked out again. */
  readonly stateAt?: NonNullable<RunSource["stateAt"]>;
  readonly label?: string;
  readonly epochsPerSecond?: number;
  /** Other runs to look at beside it, as they come to be. */
  readonly more$?: Observable<RunSource>;
  /** Those of them that are of this process and end with it, as they are now: they are waited for, and compared. */
  readonly others?: () => readonly CompanionRun[];
}

export interface Outcome {
  /** Whether it was a picture, whose summary says how it ended. */
  readonly isDrawn: boolean;
  /** Of a run that has finished, also when it was stopped by leaving it. */
  readonly finished?: FinishedEvent;
  readonly exitCode: number;
}

/** Resolves when the run has ended or was left; rejects when its events fail. */
export function present(
  source: PresentedRun,
  flags: OutputFlags,
  lines: LineOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const isShown = flags.format === "auto" && (flags.reader || canDraw(terminal));
  return isShown ? draw(source, flags, terminal) : print(source, flags, lines, terminal);
}

/** Every event as text. */
function print(
  source: PresentedRun,
  { format, every }: OutputFlags,
  lines: LineOptions,
  terminal: Terminal,
): Promise<Outcome> {
  const toLine =
    format === "ndjson" ? toNdjson : createLineFormatter({ ...lines, ...(every !== undefined && { every }) });
  return new Promise((resolve, reject) => {
    let interruptedBy: keyof typeof exitCodes | undefined;
    let finished: FinishedEvent | undefined;
    const others = source.others ?? (() => []);
    const impatience$ = new ReplaySubject<void>(1);

    const stopListening = terminal.onSignal((signal) => {
      const isSecond = interruptedBy !== undefined;
      interruptedBy ??= signal as keyof typeof exitCodes;
      if (source.command && !source.outlivesViewer && !isSecond) {
        for (const run of [source, ...others()]) run.command?.({ type: "stop" });
      } else {
        impatience$.next();
        end();
      }
    });

    function end(): void {
      stopListening();
      subscription.unsubscribe();
      resolve({ isDrawn: false, ...(finished && { finished }), exitCode: exitCodeOf(finished, interruptedBy) });
    }

    async function compareAndEnd(): Promise<void> {
      if (others().length > 0) {
        const { summarizeRuns } = await import("@epochal/dashboard");
        const states = await awaitEnds(() => [source, ...others()], undefined, impatience$);
        writeLine(terminal, summarizeRuns(states));
      }
      end();
    }

    function fail(error: unknown): void {
      stopListening();
      reject(error instanceof Error ? error : new Error(String(error)));
    }

    const subscription = source.events$.subscribe({
      next(event) {
        const line = toLine(event);
        if (line !== undefined) writeLine(terminal, line);
        if (event.type === "noticed") logNote(terminal, event.text);
        if (event.type === "finished") finished = event;
      },
      error: fail,
      // Not in the same breath: the subscription must exist before it can be ended.
      complete: () => queueMicrotask(() => void compareAndEnd().catch(fail)),
    });
  });
}

/** A picture, or its words, until the person at the keyboard leaves it; then a summary that stays. */
async function draw(source: PresentedRun, flags: OutputFlags, terminal: Terminal): Promise<Outcome> {
  const { showDashboard, showReader, summarize, summarizeRuns } = await import("@epochal/dashboard");
  const { stdout, stdin, env } = terminal;
  let finished: FinishedEvent | undefined;
  const notingTheEnd = <Told extends EventChunk | TrainingEvent>(told$: Observable<Told>) =>
    told$.pipe(
      tap((told) => {
        if (told.type === "finished") finished = told;
      }),
    );
  const told = {
    events$: notingTheEnd(source.events$),
    ...(source.chunks$ && { chunks$: notingTheEnd(source.chunks$) }),
  };
  const options = {
    stdout,
    stdin,
    writeFile: (file: string, text: string) => writeNewText(file, text),
    ...(source.epochsPerSecond !== undefined && { epochsPerSecond: source.epochsPerSecond }),
  };
  const dashboard = flags.reader
    ? showReader({ ...source, ...told }, options)
    : showDashboard(
        { ...source, ...told },
        {
          ...options,
          ...(env["NO_COLOR"] && { colour: false }),
          ...(source.more$ && { more$: source.more$ }),
          ascii: flags.ascii ?? false,
          background: flags.background ?? terminalBackground(env),
        },
      );
  let interruptedBy: keyof typeof exitCodes | undefined;
  const others = source.others ?? (() => []);
  /** What the runs of this process have been told, once it is left. */
  let wish: Command | undefined;
  let isOver = false;
  const impatience$ = new ReplaySubject<void>(1);
  const stopListening = terminal.onSignal((signal) => {
    interruptedBy = signal as keyof typeof exitCodes;
    dashboard.close();
    if (!isOver) return;
    // Who cannot wait for the end says so by another signal.
    if (wish) return impatience$.next();
    wish = { type: "stop" };
    for (const run of others()) run.command?.(wish);
  });
  try {
    const outcome = await dashboard.finished;
    isOver = true;
    if (outcome.by === "interrupt") interruptedBy ??= "SIGINT";
    // Runs that are left are stopped, and what they have learned is kept; a reader's that has ended by itself was not left.
    const isLeft = outcome.by !== "end" || interruptedBy !== undefined || !finished;
    if (isLeft) wish = { type: "stop", ...(outcome.by === "discard" && { discard: true }) };
    const { command, outlivesViewer } = source;
    const first = !finished && command && !outlivesViewer ? [{ ...told, command }] : [];
    const ends = await awaitEnds(() => [...first, ...others()], wish, impatience$);
    const [end, ...rest] = first.length > 0 ? ends : [outcome.state, ...ends];
    const state = end?.started ? end : outcome.state;
    const beside = source.others ? rest : outcome.states.slice(1);
    // A reader has said it already.
    if (!flags.reader) writeLine(terminal, summarize(state));
    if (beside.length > 0) writeLine(terminal, summarizeRuns([state, ...beside]));
    return { isDrawn: true, ...(finished && { finished }), exitCode: exitCodeOf(finished, interruptedBy) };
  } finally {
    stopListening();
  }
}

function exitCodeOf(finished: FinishedEvent | undefined, interruptedBy: keyof typeof exitCodes | undefined): number {
  if (interruptedBy) return exitCodes[interruptedBy];
  return finished?.reason === "diverged" ? exitCodes.diverged : exitCodes.done;
}
