/** A frame as a picture that looks the same everywhere: dots, blocks and lines become shapes, which depend on no font. */
import { HEATS, hues, type Background, type Style } from "../cells/style.ts";
import { drawCells } from "../frame/draw-frame.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { cellShape } from "./cell-shapes.ts";

/** Size of a cell, in units of the picture. */
const CELL = { width: 8, height: 17 } as const;
const MARGIN = 12;
const FONT = 13;

const INK: Readonly<Record<Background, { readonly page: string; readonly text: string; readonly dim: string }>> = {
  dark: { page: "#11151c", text: "#e2e6ee", dim: "#7d8799" },
  light: { page: "#fbfbfd", text: "#1b2230", dim: "#7b8496" },
};

/** The whole frame, in colour, as text of an SVG 1.1 file. */
export function frameAsSvg(view: TerminalView, columns: number, rows: number, { colour = true } = {}): string {
  const page = drawCells({ ...view, hasColours: colour }, columns, rows);
  const ink = INK[view.background];
  const width = columns * CELL.width + 2 * MARGIN;
  const height = page.height * CELL.height + 2 * MARGIN;
  const shapes = new Map<string, string>();
  const texts: string[] = [];
  for (let y = 0; y < page.height; y++) {
    let run: Run | undefined;
    for (let x = 0; x < page.width; x++) {
      const { character, style } = page.cell(x, y);
      const at = { x: MARGIN + x * CELL.width, y: MARGIN + y * CELL.height, ...CELL };
      if (style === "inverse") {
        shapes.set(ink.text, `${shapes.get(ink.text) ?? ""}M${at.x} ${at.y}h${at.width}v${at.height}h-${at.width}z`);
      }
      const shape = cellShape(character, at);
      if (shape !== undefined) {
        const fill = fillOf(style, view.background, colour);
        const key = shape.opacity === 1 ? fill : `${fill}" fill-opacity="${shape.opacity}`;
        shapes.set(key, (shapes.get(key) ?? "") + shape.path);
        run = undefined;
      } else if (character !== " " && character !== "") {
        if (run && run.style === style && run.end === x) {
          run.text += character;
          run.end += 1;
        } else {
          run = { x, y, end: x + 1, text: character, style };
          texts.push("");
        }
        texts[texts.length - 1] = textOf(run, view.background, colour);
      } else run = undefined;
    }
  }
  const paths = [...shapes].map(([fill, path]) => `<path fill="${fill}" d="${path}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${ink.page}"/>`,
    ...paths,
    `<g font-family="ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono',monospace" font-size="${FONT}" xml:space="preserve">`,
    ...texts,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Adjacent letters of one style. */
interface Run {
  readonly x: number;
  readonly y: number;
  readonly style: Style;
  end: number;
  text: string;
}

function textOf({ x, y, end, text, style }: Run, background: Background, colour: boolean): string {
  const left = MARGIN + x * CELL.width;
  const bottom = MARGIN + y * CELL.height + 13;
  const weight = /bold/i.test(style) || style === "inverse" ? ' font-weight="bold"' : "";
  const fill = style === "inverse" ? INK[background].page : fillOf(style, background, colour);
  const cells = (end - x) * CELL.width;
  return `<text x="${left}" y="${bottom}" textLength="${cells}" fill="${fill}"${weight}>${escapeXml(text)}</text>`;
}

function fillOf(style: Style, background: Background, colour: boolean): string {
  const { text, dim } = INK[background];
  const { heat, ...named } = hues[background];
  const name = style.replace("Bold", "") as keyof typeof named;
  const rgb = named[name] ?? heat[(HEATS as readonly Style[]).indexOf(style)];
  if (!rgb) return style === "dim" ? dim : text;
  if (!colour) return name.endsWith("Faint") ? dim : text;
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
