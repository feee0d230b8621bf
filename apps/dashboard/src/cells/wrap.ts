import { cellWidth } from "@epochal/view";
import { shorten } from "./cell-buffer.ts";

/** `text` broken between words into 1 to `most` lines of at most `cells` cells; if it is cut, it ends in `…`. */
export function wrap(text: string, cells: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && cellWidth(rest) > cells) {
    const words = rest.split(" ");
    let count = words.length - 1;
    while (count > 1 && cellWidth(words.slice(0, count).join(" ")) > cells) count -= 1;
    lines.push(shorten(words.slice(0, count).join(" "), cells));
    rest = words.slice(count).join(" ");
  }
  return [...lines, shorten(rest, cells)];
}
