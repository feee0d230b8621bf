/** Paints frames of a window whose size changes: at most one for each turn of the event loop, and none while the terminal is lent. */
import type { WindowSize } from "../frame/layout.ts";
import { createPainter, type TerminalOutput } from "./painter.ts";

/** How long the window's size must be unchanged before the picture is drawn anew. */
const RESIZED_MS = 30;

/** More than any screen shows: the rest of a larger window, or of one that reports nonsense, stays empty. */
const MAX_COLUMNS = 1000;
const MAX_ROWS = 300;

export interface FrameLoop {
  readonly size: WindowSize;
  /** Paints soon. */
  readonly request: () => void;
  /** Ink clears the screen after each change of size; the picture follows the last of them. */
  readonly resize: (size: WindowSize) => void;
  /** Paints nothing until `resume`, which paints everything anew. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/**
 * @param draw the lines of a frame.
 * @param onError receives what `draw` throws.
 */
export function createFrameLoop(
  initialSize: WindowSize,
  output: TerminalOutput,
  draw: (size: WindowSize) => readonly string[],
  onError: (error: unknown) => void,
): FrameLoop {
  const painter = createPainter(output, request);
  let size = clip(initialSize);
  let isPaused = false;
  let isStopped = false;
  let isDue = false;
  let resizing: NodeJS.Timeout | undefined;

  function request(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(paint);
  }

  function paint(): void {
    isDue = false;
    if (isPaused || isStopped || resizing) return;
    try {
      painter.paint(draw(size));
    } catch (error) {
      onError(error);
    }
  }

  function repaint(): void {
    painter.forget();
    request();
  }

  return {
    get size() {
      return size;
    },
    request,
    resize(reportedSize) {
      const newSize = clip(reportedSize);
      const isNew = newSize.columns !== size.columns || newSize.rows !== size.rows;
      size = newSize;
      if (!isNew) return request();
      clearTimeout(resizing);
      resizing = setTimeout(() => {
        resizing = undefined;
        repaint();
      }, RESIZED_MS);
    },
    pause: () => void (isPaused = true),
    resume() {
      isPaused = false;
      repaint();
    },
    stop() {
      isStopped = true;
      clearTimeout(resizing);
    },
  };
}

function clip({ columns, rows }: WindowSize): WindowSize {
  return { columns: Math.min(columns, MAX_COLUMNS), rows: Math.min(rows, MAX_ROWS) };
}
