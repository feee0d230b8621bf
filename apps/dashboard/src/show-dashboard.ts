/** Shows runs on a terminal: a session, drawn there, until the viewer leaves. */
import type { ReadStream } from "node:tty";
import { createSession, type RunSource, type SessionOutcome, type View } from "@epochal/view";
import { render } from "ink";
import { createElement } from "react";
import { asciiGlyphs, unicodeGlyphs } from "./cells/glyphs.ts";
import type { Dashboard, DashboardOptions } from "./dashboard.ts";
import { exportAs } from "./export/export-as.ts";
import { drawFrame } from "./frame/draw-frame.ts";
import { visiblePanels, type WindowSize } from "./frame/layout.ts";
import type { TerminalView } from "./frame/terminal-view.ts";
import { captureOutput } from "./terminal/capture-output.ts";
import { colourDepth, isWriteTerminal } from "./terminal/colour-depth.ts";
import { guardInput } from "./terminal/guard-input.ts";
import { createPainter } from "./terminal/painter.ts";
import { Screen, type LendTerminal } from "./terminal/screen.ts";
import { suspendProcess } from "./terminal/suspend-process.ts";

/** How long the window's size must be unchanged before the picture is drawn anew. */
const RESIZED_MS = 30;

/** A terminal that has not taken the end of the picture by then is not waited for. */
const RESTORED_MS = 300;

/** Shows one run from its first event on, or several. The caller decides how an unfinished run continues afterwards. */
export function showDashboard(source: RunSource | readonly RunSource[], options: DashboardOptions = {}): Dashboard {
  const { stdout = process.stdout, colour, ascii = false, writeFile } = options;
  const { suspend = suspendProcess, background = "dark" } = options;
  const { promise, resolve, reject } = Promise.withResolvers<SessionOutcome>();
  const depth = colourDepth(stdout, colour);
  const output = stdout === process.stdout ? captureOutput((line) => session.logOutput(line)) : undefined;
  const input = guardInput(options.stdin ?? process.stdin, () => session.close());
  const { stdin } = input;
  const painter = createPainter(
    (text, onTaken) => (output ? output.write(text, onTaken) : stdout.write(text, onTaken)),
    requestPaint,
  );
  const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
  let size: WindowSize = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  let lendTerminal: LendTerminal | undefined;
  let isLent = false;
  let isLeaving = false;
  let isPaintDue = false;
  let resizing: NodeJS.Timeout | undefined;

  const session = createSession("events$" in source ? [source] : source, {
    epochsPerSecond: options.epochsPerSecond,
    now: options.now ?? (() => performance.now()),
    visiblePanels: (view) => visiblePanels(size, view),
    exportView: writeFile && (async (file, view) => writeFile(file, exportAs(file, terminalView(view)))),
    suspend: lend,
    more$: options.more$,
  });

  function terminalView(view: View): TerminalView {
    return { ...view, glyphs, background, size, visiblePanels: visiblePanels(size, view) };
  }

  function requestPaint(): void {
    if (isPaintDue) return;
    isPaintDue = true;
    queueMicrotask(paint);
  }

  function paint(): void {
    isPaintDue = false;
    if (isLeaving || isLent || resizing) return;
    try {
      painter.paint(drawFrame(terminalView(session.view), size.columns, size.rows, depth));
    } catch (error) {
      fail(error);
    }
  }

  function repaint(): void {
    painter.forget();
    requestPaint();
  }

  /** Ink clears the screen after each change of size; the picture follows the last of them. */
  function resize(newSize: WindowSize): void {
    const isNew = newSize.columns !== size.columns || newSize.rows !== size.rows;
    size = newSize;
    if (!isNew) return requestPaint();
    clearTimeout(resizing);
    resizing = setTimeout(() => {
      resizing = undefined;
      repaint();
    }, RESIZED_MS);
  }

  /** Restores the terminal while the process is suspended. */
  function lend(): void {
    isLent = true;
    lendTerminal?.(suspend)
      .then(() => {
        isLent = false;
        repaint();
      })
      .catch(fail);
  }

  function onKey(input: string, lendNow: LendTerminal): void {
    lendTerminal = lendNow;
    session.press(input);
  }

  function fail(error: unknown): void {
    unmount(() => reject(error));
  }

  function unmount(afterwards: () => void): void {
    if (isLeaving) return;
    isLeaving = true;
    clearTimeout(resizing);
    session.close();
    process.off("uncaughtException", fail);
    process.off("unhandledRejection", fail);
    const exit = ink.waitUntilExit().catch(() => {});
    ink.unmount();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((settle) => (timer = setTimeout(settle, RESTORED_MS)));
    void Promise.race([exit, timeout]).then(() => {
      clearTimeout(timer);
      input.release();
      output?.release();
      afterwards();
    });
  }

  if (output) {
    process.once("uncaughtException", fail);
    process.once("unhandledRejection", fail);
  }
  const ink = render(createElement(Screen, { onSize: resize, onKey: isTerminal(stdin) ? onKey : undefined }), {
    stdout: output?.stdout ?? stdout,
    stdin,
    alternateScreen: true,
    exitOnCtrlC: false,
    // The caller has decided that there is a viewer.
    interactive: isWriteTerminal(stdout),
    isScreenReaderEnabled: false,
    patchConsole: false,
    // Ink draws nothing, so it need not wait.
    maxFps: 1000,
  });
  // A defect inside Ink ends it by itself.
  void ink.waitUntilExit().then(() => session.close(), fail);

  session.view$.subscribe({
    next: requestPaint,
    error: fail,
    complete: () => unmount(() => resolve(session.outcome!)),
  });
  session.start();
  return { finished: promise, close: () => session.close() };
}

function isTerminal(stream: NodeJS.ReadStream): stream is ReadStream {
  return stream.isTTY === true;
}
