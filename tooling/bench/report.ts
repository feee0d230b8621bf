/** Parts of the reports of benchmarks. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMachine } from "./machine/processor.ts";

/** The middle value, or the mean of the two middle values; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** Shows what is being done, in a line that the next status overwrites; only if stderr is a terminal. An empty text clears it. */
export function showStatus(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** The date, the machine, Node's version, and the load average of the minute before the run. */
export function describeConditions(loadBefore: number): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${describeMachine()}, Node ${process.version}; load before the run: ${loadBefore.toFixed(1)}`;
}

/** The lines of a table in Markdown, with an empty line after it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).concat("");
}

/** Writes a file of results; anything but a text as JSON. @param folder the script's. */
export function writeResult(folder: string, name: string, content: unknown): void {
  mkdirSync(join(folder, "results"), { recursive: true });
  const text = typeof content === "string" ? content : `${JSON.stringify(content, undefined, 1)}\n`;
  writeFileSync(join(folder, "results", name), text);
}
