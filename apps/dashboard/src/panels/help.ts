/** Every key that does something now, and what the words on the screen mean, over whatever is below. */
import { cellsOf } from "../grid.ts";
import { glossary } from "../glossary.ts";
import { usableKeys } from "../keys.ts";
import type { Style } from "../theme.ts";
import type { View } from "../view.ts";
import type { Panel } from "./panel.ts";

export const help: Panel = {
  title: () => "help",
  legend: () => [{ text: "? closes", style: "dim" }],
  draw(grid, view) {
    for (const { x, y, text, style } of arrange(view, grid)) grid.put(x, y, text, style);
  },
};

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the help takes of a page, frame included. */
export function helpSize(view: View, page: Size): Size {
  const room = { width: page.width - 2, height: page.height - 2 };
  const { width, height } = sizeOf(arrange(view, room));
  return { width: Math.min(page.width, width + 2), height: Math.min(page.height, height + 2) };
}

/** A text in its place. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: Style;
}

/** Keys beside words, above them, above some of them, alone, or in a word or two: the most that fits. */
function arrange(view: View, room: Size): Placed[] {
  const keys = keysInSentences(view);
  const words = list(glossary.map(({ term, meaning }) => [term, meaning]));
  const choices = [
    [...keys, ...moved(words, sizeOf(keys).width + 1, 0)],
    ...words
      .filter(({ x }) => x === MARGIN)
      .map((_, i, terms) => words.slice(0, 2 * (terms.length - i)))
      .map((some) => [...keys, ...moved(some, 0, sizeOf(keys).height + 1)]),
    keys,
  ];
  return choices.find((placed) => fits(placed, room)) ?? keysInWords(view, room.width);
}

/** Cells to the left and to the right of what the help says. */
const MARGIN = 2;

/** Pairs below each other, the second of each behind the longest first. */
function list(pairs: readonly (readonly [string, string])[]): Placed[] {
  const column = MARGIN + Math.max(...pairs.map(([first]) => cellsOf(first))) + 2;
  return pairs.flatMap(([first, second], y): Placed[] => [
    { x: MARGIN, y, text: first, style: "bold" },
    { x: column, y, text: second, style: "plain" },
  ]);
}

function keysInSentences(view: View): Placed[] {
  const keys = list(usableKeys(view).map((key) => [key.name, key.help(view)]));
  if (view.canSteer) return keys;
  return [...keys, { x: MARGIN, y: sizeOf(keys).height, text: "this viewer only watches", style: "dim" }];
}

/** As the footer has them, in as many columns as fit, at most four. */
function keysInWords(view: View, width: number, columns = 4): Placed[] {
  const texts = usableKeys(view).map((key) => `${key.name} ${key.label(view)}`);
  const cells = Math.max(...texts.map(cellsOf)) + 2;
  const placed = texts.map((text, i): Placed => {
    return { x: 1 + (i % columns) * cells, y: Math.floor(i / columns), text, style: "plain" };
  });
  return columns === 1 || sizeOf(placed).width <= width ? placed : keysInWords(view, width, columns - 1);
}

function moved(placed: readonly Placed[], right: number, down: number): Placed[] {
  return placed.map(({ x, y, text, style }) => ({ x: x + right, y: y + down, text, style }));
}

function sizeOf(placed: readonly Placed[]): Size {
  return {
    width: Math.max(...placed.map(({ x, text }) => x + cellsOf(text))) + MARGIN,
    height: Math.max(...placed.map(({ y }) => y)) + 1,
  };
}

function fits(placed: readonly Placed[], room: Size): boolean {
  const { width, height } = sizeOf(placed);
  return width <= room.width && height <= room.height;
}
