import { cellWidth, shorten } from "./cell-buffer.ts";

/**
 * `text` in lines of at most `cells` cells, broken between words, at most `most` of them and at least one; a text that is cut ends in
 * `…`.
 */
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
