/** Bars from left to right, one below another, each with its name and its value. */
import { escapeHtml } from "../html.ts";
import { round } from "./chart.ts";

export interface Bar {
  readonly name: string;
  /** Values below 0 have no bar. */
  readonly value: number;
  readonly text: string;
}

const ROW = 22;
const WIDTH = 640;
const NAME_WIDTH = 190;
const TEXT_WIDTH = 120;
const LONGEST_NAME = 26;

/** @param title the heading. @param description what the bars show, in words. */
export function barChart(title: string, description: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value), 0);
  const room = WIDTH - NAME_WIDTH - TEXT_WIDTH;
  const lines = bars.map(({ name, value, text }, i) => {
    const width = longest > 0 ? round((Math.max(0, value) / longest) * room) : 0;
    const middle = i * ROW + 15;
    return [
      `<text x="${NAME_WIDTH - 8}" y="${middle}" text-anchor="end">${escapeHtml(shorten(name))}</text>`,
      `<rect class="bar" x="${NAME_WIDTH}" y="${i * ROW + 4}" width="${width}" height="${ROW - 8}"/>`,
      `<text x="${NAME_WIDTH + width + 8}" y="${middle}">${escapeHtml(text)}</text>`,
    ].join("");
  });
  const height = bars.length * ROW + 4;
  return `<figure class="wide"><figcaption>${escapeHtml(title)}</figcaption><svg role="img" aria-label="${escapeHtml(description)}" viewBox="0 0 ${WIDTH} ${height}">${lines.join("")}</svg></figure>`;
}

function shorten(name: string): string {
  const characters = Array.from(name);
  return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join("")}…` : name;
}
