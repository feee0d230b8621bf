/** The runs of a store as text: all in a table, or one in full. */
import type { RunRecord, StoredTraining } from "@epochal/log";
import { printable } from "@epochal/view/printable";
import { byteText } from "./byte-text.ts";
import { textTable } from "./text-table.ts";

const HEADINGS = ["RUN", "NAME", "STATUS", "EPOCHS", "EVENTS", "SIZE", "STARTED"];
const RIGHT_ALIGNED = new Set([3, 4, 5]);

/** A line of headings, and one for each run. */
export function runTable(runs: readonly RunRecord[]): string[] {
  const texts = runs.map(({ id, name, status, reason, epoch, epochs, head, bytes, started }) => [
    id,
    name,
    reason ?? status,
    `${epoch}/${epochs}`,
    String(head),
    byteText(bytes),
    dateText(started),
  ]);
  return textTable(HEADINGS, texts, RIGHT_ALIGNED);
}

/**
 * The details of a run.
 * @param resume the command that resumes it; printed if the run can be resumed.
 * @param facts what it learns and how, each with its label.
 */
export function runLines(
  run: RunRecord,
  training: StoredTraining,
  resume: string,
  facts: readonly (readonly [label: string, value: string])[],
): string[] {
  const { id, log, name, parent, started, ended, head, epoch, epochs, bytes } = run;
  const isResumable = run.status === "interrupted" && training.data !== undefined;
  const lines: (readonly [label: string, value: string])[] = [
    ["run", id],
    ["name", name],
    ["status", statusText(run)],
    ["epochs", `${epoch} of ${epochs}`],
    ["events", `${head}, ${byteText(bytes)}`],
    [run.status === "queued" || run.status === "cancelled" ? "requested" : "started", dateText(started)],
    ["ended", ended === undefined ? "" : dateText(ended)],
    ["continues", parent ?? ""],
    ...facts,
    ["log", log],
    ["to resume", isResumable ? resume : ""],
  ];
  const shown = lines.filter(([, value]) => value !== "");
  const width = Math.max(12, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${label.padEnd(width)} ${printable(value)}`);
}

function statusText({ status, reason }: RunRecord): string {
  if (status === "interrupted") return "interrupted: its process stopped before the run had ended";
  if (status === "queued") return "queued: it starts when a server with this store has a free slot";
  if (status === "cancelled") return "cancelled: it was stopped while it was queued";
  return reason === undefined ? status : `${status}: ${reason}`;
}

/** Local date and time, to the second. */
function dateText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
