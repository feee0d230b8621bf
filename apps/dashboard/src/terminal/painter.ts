/** Paints frames on a terminal: only changed lines are written, in one piece, so that nothing flickers and little is sent. */

/** Synchronized output: the terminal shows everything between the marks in one step; other terminals ignore them. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
const ERASE_LINE = "\u001b[K";
const ERASE_SCREEN = "\u001b[2J";

export interface Painter {
  /** Shows the lines from the top of the window. */
  paint(lines: readonly string[]): void;
  /** Paints the next frame completely: the content of the screen is unknown. */
  forget(): void;
}

export function createPainter(write: (text: string) => void): Painter {
  let shown: readonly string[] | undefined;
  return {
    paint(lines) {
      let text = shown ? "" : ERASE_SCREEN;
      const rows = Math.max(lines.length, shown?.length ?? 0);
      for (let row = 0; row < rows; row++) {
        const line = lines[row] ?? "";
        if (line !== (shown?.[row] ?? "")) text += `\u001b[${row + 1};1H${line}${ERASE_LINE}`;
      }
      shown = lines;
      if (text !== "") write(`${BEGIN}${text}${END}`);
    },
    forget() {
      shown = undefined;
    },
  };
}
