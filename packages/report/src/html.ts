/** Pieces of HTML as text. */
import { printableLines } from "@epochal/view/printable";

/** A text that shows the same characters in HTML and SVG, also inside of quotes; those that reorder text, or are none, as escapes. */
export function escapeHtml(text: string): string {
  return printableLines(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table with a line of headers. Cells are texts. @param caption what the table shows. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind: "numbers" | "words" = "numbers",
): string {
  const header = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const lines = rows.map(([first = "", ...cells]) => {
    const texts = cells.map((text) => `<td>${escapeHtml(text)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(first)}</th>${texts}</tr>`;
  });
  return `<table class="${kind}"><caption>${escapeHtml(caption)}</caption><thead><tr>${header}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

/** A table whose cells are words. */
export function wordTable(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(caption, head, rows, "words");
}

export function paragraph(text: string, kind = ""): string {
  return `<p${kind === "" ? "" : ` class="${kind}"`}>${escapeHtml(text)}</p>`;
}

/** A section with a heading; empty if it has no content. */
export function section(heading: string, content: readonly (string | undefined)[]): string {
  const present = content.filter((part) => part !== undefined && part !== "");
  if (present.length === 0) return "";
  return `<section><h2>${escapeHtml(heading)}</h2>${present.join("\n")}</section>`;
}

/** Charts beside each other. */
export function figures(charts: readonly string[]): string {
  const present = charts.filter((chart) => chart !== "");
  return present.length === 0 ? "" : `<div class="figures">${present.join("\n")}</div>`;
}
