/**
 * Reads a run out for screen readers: a session, spoken in lines of words. Nothing is redrawn, no cursor moves, there are no
 * boxes, blocks or braille. The keys are those of the dashboard, except for those that only change a picture.
 */
import {
  createAnnouncer,
  createSession,
  describeActivity,
  describeLeaving,
  runEvents,
  spellOut,
  spokenConnection,
  spokenMessage,
  type RunSource,
  type SessionOutcome,
} from "@epochal/view";
import { connectable, Subject, Subscription } from "rxjs";
import type { Dashboard } from "../dashboard.ts";
import { createTerminalView } from "../frame/terminal-view.ts";
import { guardInput } from "../terminal/guard-input.ts";
import { createReaderKeys } from "./reader-keys.ts";
import { keysIn } from "./terminal-input.ts";

export interface ReaderOptions {
  /** Where lines go. */
  readonly stdout: NodeJS.WritableStream;
  /** Where keys come from, if it is a terminal. */
  readonly stdin: NodeJS.ReadStream;
  /** The pace the run was started with; 0 is unlimited. Default 0. */
  readonly epochsPerSecond?: number;
  readonly writeFile?: (file: string, text: string) => Promise<void>;
}

/** Reads a run out until it ends or the viewer leaves. */
export function showReader(source: RunSource, options: ReaderOptions): Dashboard {
  const { stdout, writeFile } = options;
  const { promise, resolve, reject } = Promise.withResolvers<SessionOutcome>();
  const announcer = createAnnouncer();
  const subscriptions = new Subscription();
  const isTyped = options.stdin.isTTY === true;
  const input = isTyped ? guardInput(options.stdin, () => session.close()) : undefined;
  const stdin = input?.stdin ?? options.stdin;
  // Each event is announced with the state after it: the session folds it first, alone.
  const { stateAt: _, startAnother: __, ...rest } = source;
  const events$ = connectable(runEvents(source), { connector: () => new Subject(), resetOnDisconnect: false });
  const session = createSession([{ ...rest, chunks$: events$ }], {
    epochsPerSecond: options.epochsPerSecond,
    now: () => performance.now(),
    refreshMs: 0,
    exportView:
      writeFile &&
      (async (file, view) => {
        const { exportAs } = await import("../export/export-as.ts");
        await writeFile(file, exportAs(file, createTerminalView(view)));
      }),
  });

  const say = (...lines: readonly string[]) => lines.forEach((line) => stdout.write(`${spellOut(line)}\n`));

  const press = createReaderKeys(session, say, (text) => void stdout.write(text));

  function onData(data: Buffer | string): void {
    keysIn(data.toString()).forEach(press);
  }

  function release(): void {
    subscriptions.unsubscribe();
    if (!isTyped) return;
    stdin.off("data", onData);
    stdin.setRawMode(false);
    stdin.pause();
    input?.release();
  }

  if (isTyped) {
    stdin.setRawMode(true);
    stdin.on("data", onData);
    stdin.resume();
    say("Keys: w says the status, question mark lists all keys, q quits.");
  }
  let { message, status } = session.view;
  session.view$.subscribe({
    next(view) {
      const before = { message, status };
      ({ message, status } = view);
      const connection = status === before.status ? undefined : spokenConnection(view, before.status);
      const reply = message && message !== before.message ? spokenMessage(message) : undefined;
      for (const line of [connection, reply]) if (line !== undefined) say(line);
    },
    error(error: unknown) {
      release();
      reject(error);
    },
    complete() {
      release();
      const outcome = session.outcome!;
      if (outcome.by !== "end" || !outcome.state.finished) say(describeLeaving(outcome.state));
      resolve(outcome);
    },
  });
  session.start();
  subscriptions.add(
    events$.subscribe({
      next(event) {
        if (event.type !== "gap") say(...announcer.next(event, () => session.view.state));
      },
      // The session has failed with it.
      error: () => {},
      complete() {
        const last = session.view.state.activity.at(-1);
        if (last?.kind === "interrupted") say(describeActivity(last));
        // The caller does not have the promise yet if the events end synchronously.
        queueMicrotask(() => session.close());
      },
    }),
  );
  subscriptions.add(events$.connect());
  return { finished: promise, close: () => session.close() };
}
