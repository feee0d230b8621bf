/** Puts runs on the screen and lets people steer them, until they leave. */
import type { ReadStream } from "node:tty";
import { render } from "ink";
import { createElement } from "react";
import { interval, Subject, Subscription } from "rxjs";
import { captureOutput } from "./catch-prints.ts";
import type { Dashboard, DashboardOptions, DashboardOutcome } from "./dashboard.ts";
import { colourDepth, isWriteTerminal } from "./colour-depth.ts";
import { atFrameRate } from "./frame-rate.ts";
import { drawFrame } from "./frame.ts";
import { press, type Action } from "./keys/index.ts";
import { currentExitPrompt } from "./keys/parting.ts";
import { initialViewSettings } from "./look.ts";
import { MAX_ENTRIES } from "./news.ts";
import { createPainter } from "./painter.ts";
import { exportAs } from "./report/export-as.ts";
import { Screen, type LendTerminal } from "./screen.ts";
import type { ActivityEntry } from "./run-state.ts";
import { suspendProcess } from "./suspend-process.ts";
import { type Style } from "./theme.ts";
import { asciiGlyphs, unicodeGlyphs } from "./glyphs.ts";
import { trainingMs } from "./timing.ts";
import { createView, type View } from "./view.ts";
import type { RunSource } from "./watched.ts";
import { createRunList } from "./watch-list.ts";

/** Between the last change of the window's size and the picture drawn anew: a storm of them is one. */
const SETTLED_MS = 30;

/** So long the cursor stands still before anything is worked out for it. */
const REST_MS = 60;

/**
 * Shows a run from its first event on, or several to choose from. What happens to an unfinished run afterwards is for the
 * caller to decide.
 */
export function showDashboard(source: RunSource | readonly RunSource[], options: DashboardOptions = {}): Dashboard {
  const { stdout = process.stdout, stdin = process.stdin, now = Date.now, colour, ascii = false } = options;
  const { suspend = suspendProcess, background = "dark", writeFile } = options;
  const { promise, resolve, reject } = Promise.withResolvers<DashboardOutcome>();
  const subscriptions = new Subscription();
  const changes$ = new Subject<void>();
  const depth = colourDepth(stdout, colour);
  const isOwn = stdout === process.stdout;
  let prints: ReturnType<typeof captureOutput> | undefined;
  let printed: readonly ActivityEntry[] = [];
  let latestEventAt = now();
  let isLeaving = false;
  let isLent = false;
  let isPaintDue = false;
  let settling: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  const fail = (error: unknown) => unmount(() => reject(error));
  const runs = createRunList((what, place) => {
    if (what === "state" && place === view.run) latestEventAt = now();
    changes$.next();
  }, fail);
  for (const one of "events$" in source ? [source] : source) runs.add(one);
  let view: View = createView({
    ...seenOf(0),
    epochsPerSecond: options.epochsPerSecond,
    glyphs: ascii ? asciiGlyphs : unicodeGlyphs,
    background,
    canExport: writeFile !== undefined,
    settings: initialViewSettings(),
    size: { columns: stdout.columns || 80, rows: stdout.rows || 24 },
  });

  /** What is seen of one of the runs, with what was printed meanwhile. */
  function seenOf(run: number) {
    const seen = runs.viewOf(run);
    if (printed.length === 0) return seen;
    const activity = [...seen.state.activity, ...printed].toSorted((a, b) => a.atMs - b.atMs).slice(-MAX_ENTRIES);
    return { ...seen, state: { ...seen.state, activity } };
  }

  const painter = createPainter((text) => (prints ? prints.write(text) : stdout.write(text)));

  function change(changes: Partial<View>): void {
    view = { ...view, ...changes };
    if (isPaintDue) return;
    isPaintDue = true;
    queueMicrotask(paint);
  }

  function paint(): void {
    isPaintDue = false;
    if (isLeaving || isLent || settling) return;
    try {
      painter.paint(drawFrame(view, view.size.columns, view.size.rows, depth));
    } catch (error) {
      fail(error);
    }
  }

  /** The window has another size: Ink clears what it thinks is there, and the picture follows when all is quiet. */
  function resize(size: View["size"]): void {
    const isNew = size.columns !== view.size.columns || size.rows !== view.size.rows;
    view = { ...view, size };
    if (!isNew) return change({});
    clearTimeout(settling);
    settling = setTimeout(() => {
      settling = undefined;
      painter.forget();
      change({});
    }, SETTLED_MS);
  }

  /** An answer to a command is the truth about what it set; until then, what was asked for is the best guess. */
  function follow(): void {
    if (view.settings.isFrozen) return;
    const seen = seenOf(view.run);
    const { state } = seen;
    const isAnswered = state.activity.at(-1) !== view.state.activity.at(-1);
    // The state that tells the rate after an undo may come a moment behind its answer.
    const isTold = isAnswered || (!state.started?.spec.schedule && state.learningRate !== view.state.learningRate);
    const { cursor } = view.settings;
    // What the run has been taken back behind is no longer there to be looked at.
    const isGone = cursor !== undefined && cursor >= state.epoch;
    const settings = {
      ...view.settings,
      cursor: isGone ? undefined : cursor,
      // Where nothing is left to end, nothing is asked any more.
      isExitPromptOpen: currentExitPrompt({ ...view, ...seen }) !== undefined,
    };
    const newest = state.activity.at(-1);
    const isRefused = isAnswered && newest?.kind === "refused";
    change({
      ...seen,
      settings,
      ...(isRefused && { message: { text: `refused: ${newest.text}`, style: "orangeBold" } as const }),
      sinceLastEventMs: 0,
      isPauseRequested: view.isPauseRequested && !isAnswered,
      learningRate: isTold || view.learningRate === undefined ? state.learningRate : view.learningRate,
      epochsPerSecond: isAnswered ? (state.epochsPerSecond ?? options.epochsPerSecond) : view.epochsPerSecond,
    });
  }

  /** Once the cursor rests, the state there is worked out, where that can be done. */
  function lookCloser(): void {
    clearTimeout(looking);
    const { cursor } = view.settings;
    const { source: from } = runs.at(view.run);
    if (cursor === undefined || !from.stateAt || view.exactSnapshot?.epoch === cursor) return;
    looking = setTimeout(() => {
      Promise.resolve(cursor)
        .then(from.stateAt)
        .then(
          (state) => change({ exactSnapshot: { ...state, type: "snapshot", seq: 0, time: 0 } }),
          // Then the nearest that is known stands for it, and says of which epoch it is.
          () => {},
        );
    }, REST_MS);
  }

  function say(text: string, style: Style = "plain"): void {
    change({ message: { text, style } });
  }

  function act(action: Action, lend: LendTerminal): void {
    switch (action.type) {
      case "command": {
        const { command } = action;
        if (command.type === "set") {
          const { learningRate = view.learningRate, epochsPerSecond = view.epochsPerSecond } = command;
          change({ learningRate, epochsPerSecond });
        }
        if (command.type === "pause") change({ isPauseRequested: true });
        // Who goes back, or begins anew from there, wants to see it happen.
        const isBack = command.type === "rewind" || command.type === "undo";
        change({
          settings: {
            ...view.settings,
            prompt: undefined,
            isExitPromptOpen: false,
            ...(isBack && { cursor: undefined }),
          },
        });
        Promise.resolve(runs.at(view.run).source.command?.(command)).catch((error: unknown) => {
          say(`refused: ${error instanceof Error ? error.message : String(error)}`, "orangeBold");
        });
        return;
      }
      case "settings":
        change({ settings: { ...view.settings, ...action.change } });
        if (action.change.isFrozen === false) follow();
        lookCloser();
        return;
      case "inform":
        change({ settings: { ...view.settings, prompt: undefined } });
        say(action.text);
        return;
      case "reject":
        if (action.isFinal) change({ settings: { ...view.settings, prompt: undefined } });
        say(action.text, "orangeBold");
        return;
      case "export":
        void write(action.file);
        return;
      case "selectRun":
        change({
          ...seenOf(action.run),
          exactSnapshot: undefined,
          settings: { ...view.settings, prompt: undefined, cursor: undefined, zoom: undefined },
        });
        change({ learningRate: view.state.learningRate, epochsPerSecond: view.state.epochsPerSecond });
        return;
      case "togglePin":
        runs.togglePin(action.run);
        change(seenOf(view.run));
        return;
      case "suspend":
        isLent = true;
        lend(suspend)
          .then(() => {
            isLent = false;
            painter.forget();
            change({});
          })
          .catch(fail);
        return;
      case "quit":
        leave(action.discard ? "discard" : "quit");
        return;
      case "interrupt":
        leave("interrupt");
        return;
    }
  }

  /** What was typed stays to be mended until it is written, and so does what is typed meanwhile. */
  async function write(file: string): Promise<void> {
    const { prompt } = view.settings;
    try {
      const text = exportAs(file, { ...view, settings: { ...view.settings, prompt: undefined, helpPage: undefined } });
      await writeFile?.(file, text);
      if (view.settings.prompt === prompt) change({ settings: { ...view.settings, prompt: undefined } });
      say(`written to ${file}`, "blueBold");
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), "orangeBold");
    }
  }

  function onKey(input: string, lend: LendTerminal): void {
    // What the viewer was told stands until the next key.
    if (view.message) change({ message: undefined });
    const action = press(input, view);
    if (action) act(action, lend);
  }

  if (isOwn) {
    prints = captureOutput((text) => {
      const { state } = runs.at(view.run);
      printed = [...printed.slice(1 - MAX_ENTRIES), { kind: "printed", atMs: trainingMs(state), text }];
      changes$.next();
    });
    process.once("uncaughtException", fail);
    process.once("unhandledRejection", fail);
  }
  const ink = render(createElement(Screen, { onSize: resize, onKey: isTerminal(stdin) ? onKey : undefined }), {
    stdout: prints?.stdout ?? stdout,
    stdin,
    alternateScreen: true,
    exitOnCtrlC: false,
    // The caller has decided that there is somebody to look.
    interactive: isWriteTerminal(stdout),
    isScreenReaderEnabled: false,
    patchConsole: false,
    // Ink draws nothing, so it has nothing to wait for.
    maxFps: 1000,
  });

  function leave(by: DashboardOutcome["by"]): void {
    unmount(() => resolve({ by, state: runs.at(0).state, states: runs.states() }));
  }

  function unmount(afterwards: () => void): void {
    if (isLeaving) return;
    isLeaving = true;
    clearTimeout(settling);
    clearTimeout(looking);
    subscriptions.unsubscribe();
    runs.stop();
    process.off("uncaughtException", fail);
    process.off("unhandledRejection", fail);
    void ink
      .waitUntilExit()
      .finally(() => prints?.release())
      .then(afterwards, reject);
    ink.unmount();
  }

  // A defect inside Ink ends it by itself.
  void ink.waitUntilExit().then(() => leave("end"), fail);

  subscriptions.add(changes$.pipe(atFrameRate()).subscribe({ next: follow, error: fail }));
  runs.start();
  subscriptions.add(options.more$?.subscribe({ next: (one) => runs.add(one).start(), error: fail }));
  subscriptions.add(
    interval(1000).subscribe(() => {
      if (view.state.phase === "running" && !view.settings.isFrozen)
        change({ sinceLastEventMs: now() - latestEventAt });
    }),
  );
  return { finished: promise, close: () => leave("end") };
}

function isTerminal(stream: NodeJS.ReadStream): stream is ReadStream {
  return stream.isTTY === true;
}
