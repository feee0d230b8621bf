/**
 * Paints frames on a terminal: only changed lines are written, in one piece, so that nothing flickers and little is sent. At most
 * one frame waits to be taken: a terminal that takes no more holds up nothing, and shows the newest frame when it continues.
 */

/** Synchronized output: the terminal shows everything between the marks in one step; other terminals ignore them. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
const ERASE_LINE = "\u001b[K";
const ERASE_SCREEN = "\u001b[2J";

export interface Painter {
  /** Shows the lines from the top of the window; drops them while the terminal has not taken the frame before. */
  paint(lines: readonly string[]): void;
  /** Paints the next frame completely: the content of the screen is unknown. */
  forget(): void;
}

/** Calls `onTaken` when the terminal has taken the text, or has failed. */
export interface TerminalOutput {
  write(text: string, onTaken: () => void): unknown;
}

/** @param onReady called when the terminal can take a frame, after one was dropped. */
export function createPainter(output: TerminalOutput, onReady: () => void = () => {}): Painter {
  let shown: readonly string[] | undefined;
  let isPending = false;
  let hasDropped = false;

  function onTaken(): void {
    isPending = false;
    if (hasDropped) onReady();
    hasDropped = false;
  }

  return {
    paint(lines) {
      hasDropped = isPending;
      if (isPending) return;
      let text = shown ? "" : ERASE_SCREEN;
      const rows = Math.max(lines.length, shown?.length ?? 0);
      for (let row = 0; row < rows; row++) {
        const line = lines[row] ?? "";
        if (line !== (shown?.[row] ?? "")) text += `\u001b[${row + 1};1H${line}${ERASE_LINE}`;
      }
      shown = lines;
      if (text === "") return;
      isPending = true;
      output.write(`${BEGIN}${text}${END}`, onTaken);
    },
    forget() {
      shown = undefined;
    },
  };
}
