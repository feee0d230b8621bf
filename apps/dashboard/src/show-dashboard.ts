/** Shows runs on a terminal: a session, drawn there, until the viewer leaves. */
import type { ReadStream } from "node:tty";
import { createSession, type RunSource, type SessionOutcome, type View } from "@epochal/view";
import { hasColours } from "./cells/style.ts";
import { asciiGlyphs, unicodeGlyphs } from "./cells/glyphs.ts";
import type { Dashboard, DashboardOptions } from "./dashboard.ts";
import { drawFrame } from "./frame/draw-frame.ts";
import { visiblePanels, type WindowSize } from "./frame/layout.ts";
import type { TerminalView } from "./frame/terminal-view.ts";
import { captureOutput } from "./terminal/capture-output.ts";
import { colourDepth } from "./terminal/colour-depth.ts";
import { createFrameLoop } from "./terminal/frame-loop.ts";
import { guardInput } from "./terminal/guard-input.ts";
import { createPrintedLines } from "./terminal/printed-lines.ts";
import { mountScreen, unmountScreen, type LendTerminal } from "./terminal/screen.ts";
import { suspendProcess } from "./terminal/suspend-process.ts";

/** Shows one run from its first event on, or several. The caller decides how an unfinished run continues afterwards. */
export function showDashboard(source: RunSource | readonly RunSource[], options: DashboardOptions = {}): Dashboard {
  const { stdout = process.stdout, colour, ascii = false, writeFile } = options;
  const { suspend = suspendProcess, background = "dark", isProjected = false } = options;
  const { promise, resolve, reject } = Promise.withResolvers<SessionOutcome>();
  const depth = colourDepth(stdout, colour);
  const printed = createPrintedLines();
  const captured = stdout === process.stdout ? captureOutput(showPrinted) : undefined;
  const output = captured?.stdout ?? stdout;
  const input = guardInput(options.stdin ?? process.stdin, () => session.close());
  const { stdin } = input;
  const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
  const size: WindowSize = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const frames = createFrameLoop(size, output, draw, fail);
  let lendTerminal: LendTerminal | undefined;
  let isLeaving = false;

  const session = createSession("chunks$" in source ? [source] : source, {
    epochsPerSecond: options.epochsPerSecond,
    now: options.now ?? (() => performance.now()),
    visiblePanels: (view) => visiblePanels(frames.size, { ...view, isProjected }),
    exportView: writeFile && exportLater(writeFile),
    suspend: lend,
    more$: options.more$,
  });

  function terminalView(view: View): TerminalView {
    const state = printed.addTo(view.state);
    return { ...view, state, glyphs, background, size: frames.size, hasColours: hasColours(depth), isProjected };
  }

  function draw({ columns, rows }: WindowSize): string[] {
    return drawFrame(terminalView(session.view), columns, rows, depth);
  }

  /**
   * The message that a file is being written is painted first: a report can take seconds. Its code is loaded here, since a start
   * needs none of it.
   */
  function exportLater(write: NonNullable<DashboardOptions["writeFile"]>) {
    return async (file: string, view: View): Promise<void> => {
      await new Promise(setImmediate);
      const { exportAs } = await import("./export/export-as.ts");
      await write(file, exportAs(file, terminalView(view)));
    };
  }

  function showPrinted(line: string): void {
    printed.add(line, session.view.state);
    frames.request();
  }

  /** Restores the terminal while the process is suspended. */
  function lend(): void {
    frames.pause();
    lendTerminal?.(suspend)
      .then(() => frames.resume())
      .catch(fail);
  }

  function fail(error: unknown): void {
    unmount(() => reject(error));
  }

  function unmount(afterwards: () => void): void {
    if (isLeaving) return;
    isLeaving = true;
    frames.stop();
    session.close();
    process.off("uncaughtException", fail);
    process.off("unhandledRejection", fail);
    void unmountScreen(screen).then(() => {
      input.release();
      captured?.release();
      afterwards();
    });
  }

  if (captured) {
    process.once("uncaughtException", fail);
    process.once("unhandledRejection", fail);
  }
  const screen = mountScreen(output, stdin, {
    onSize: frames.resize,
    onKey: isTerminal(stdin) ? session.press : undefined,
    onMount: (lendNow) => void (lendTerminal = lendNow),
  });
  // A defect inside Ink ends it by itself.
  void screen.waitUntilExit().then(() => session.close(), fail);

  session.view$.subscribe({
    next: frames.request,
    error: fail,
    complete: () => unmount(() => resolve(session.outcome!)),
  });
  session.start();
  return { finished: promise, close: () => session.close() };
}

function isTerminal(stream: NodeJS.ReadStream): stream is ReadStream {
  return stream.isTTY === true;
}
