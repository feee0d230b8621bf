/** Cells to draw on. Text beyond the edges is dropped: at any size no panel can make a line too long. */
import { cellWidth, isWide, isZeroWidth } from "@epochal/view";
import { paletteOf, type Background, type ColourDepth, type Style } from "./style.ts";
import { toAscii } from "./to-ascii.ts";

export interface CellArea {
  readonly width: number;
  readonly height: number;
  /** Writes `text` from cell (x, y) to the right, clipped; returns the column after it. */
  put(x: number, y: number, text: string, style?: Style): number;
  /** A part with its own origin; what is put beyond it is dropped. */
  area(x: number, y: number, width: number, height: number): CellArea;
}

export interface CellBuffer extends CellArea {
  /** Every row as a line for the terminal, without blanks at its end. `background` is that of the terminal, by default `dark`; `isStrong`: nothing is faint. */
  lines(depth: ColourDepth, background?: Background, isStrong?: boolean): string[];
  /** The character of a cell, empty after one that is two cells wide, and its style. */
  cell(x: number, y: number): Cell;
}

export interface Cell {
  readonly character: string;
  readonly style: Style;
}

/** Blank cells. @param options.ascii draws only ASCII characters, whatever is put. Default false. */
export function createCellBuffer(width: number, height: number, { ascii = false } = {}): CellBuffer {
  const characters = Array<string>(width * height).fill(" ");
  const styles = Array<Style>(width * height).fill("plain");

  /** The right half of a wide character is an empty cell; writing over one half blanks the other. */
  function write(cell: number, character: string, style: Style): void {
    if (characters[cell] === "") characters[cell - 1] = " ";
    if (characters[cell + 1] === "") characters[cell + 1] = " ";
    characters[cell] = character;
    styles[cell] = style;
  }

  function part(left: number, top: number, partWidth: number, partHeight: number): CellArea {
    const right = left + partWidth;
    return {
      width: partWidth,
      height: partHeight,
      put(x, y, text, style = "plain") {
        const drawn = ascii ? toAscii(text) : text.normalize("NFC");
        const row = top + y;
        const isVisible = y >= 0 && y < partHeight;
        let column = left + x;
        for (const character of drawn) {
          if (isZeroWidth(character)) continue;
          const cells = isWide(character) ? 2 : 1;
          if (isVisible && column >= left && column + cells <= right) {
            write(row * width + column, isControl(character) ? " " : character, style);
            if (cells === 2) {
              write(row * width + column + 1, " ", style);
              characters[row * width + column + 1] = "";
            }
          }
          column += cells;
        }
        return column - left;
      },
      area(x, y, areaWidth, areaHeight) {
        const [x0, x1] = clip(x, x + areaWidth, partWidth);
        const [y0, y1] = clip(y, y + areaHeight, partHeight);
        return part(left + x0, top + y0, x1 - x0, y1 - y0);
      },
    };
  }

  return {
    ...part(0, 0, width, height),
    cell: (x, y) => ({ character: characters[y * width + x] ?? " ", style: styles[y * width + x] ?? "plain" }),
    lines(depth, background, isStrong) {
      const palette = paletteOf(depth, background, isStrong);
      return Array.from({ length: height }, (_, y) => {
        const first = y * width;
        let last = first + width - 1;
        while (last >= first && characters[last] === " " && styles[last] !== "inverse") last--;
        let line = "";
        let current = "";
        for (let cell = first; cell <= last; cell++) {
          const style = styles[cell] ?? "plain";
          // A blank looks the same in all styles except `inverse`.
          const code = characters[cell] === " " && style !== "inverse" ? current : palette[style];
          if (code !== current) line += code === "" ? "\x1b[0m" : `\x1b[0;${code}m`;
          current = code;
          line += characters[cell];
        }
        return current === "" ? line : `${line}\x1b[0m`;
      });
    },
  };
}

/** The part of [from, to) inside [0, length). */
function clip(from: number, to: number, length: number): [number, number] {
  const start = Math.min(Math.max(0, from), length);
  return [start, Math.min(Math.max(start, to), length)];
}

/** `text` in at most `cells` cells; a text that is cut ends in `…`. */
export function shorten(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let short = "";
  let left = cells - 1;
  for (const character of text) {
    left -= cellWidth(character);
    if (left < 0) break;
    short += character;
  }
  return cells > 1 ? `${short.trimEnd()}…` : "";
}

/** Control characters, which a terminal could execute: those of ASCII, and C1, in which U+009B alone means ESC [. */
function isControl(character: string): boolean {
  return character < " " || (character >= "\x7f" && character <= "\x9f");
}
