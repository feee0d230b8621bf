/** The runs of a store for people: all in a table, or one in full. */
import type { RunRecord, StoredTraining } from "@epochal/log";
import { byteText } from "./byte-text.ts";

const HEADINGS = ["RUN", "NAME", "STATUS", "EPOCHS", "EVENTS", "SIZE", "STARTED"];
/** Columns of numbers. */
const RIGHT_ALIGNED = new Set([3, 4, 5]);

/** A line for each run, under a line of headings. */
export function runTable(runs: readonly RunRecord[]): string[] {
  const rows = runs.map(({ id, name, status, reason, epoch, epochs, head, bytes, started }) => [
    printable(id),
    printable(name),
    reason ?? status,
    `${epoch}/${epochs}`,
    String(head),
    byteText(bytes),
    dateText(started),
  ]);
  const widths = HEADINGS.map((heading, j) => Math.max(heading.length, ...rows.map((row) => row[j]!.length)));
  return [HEADINGS, ...rows].map((row) =>
    row
      .map((cell, j) => (RIGHT_ALIGNED.has(j) ? cell.padStart(widths[j]!) : cell.padEnd(widths[j]!)))
      .join("  ")
      .trimEnd(),
  );
}

/**
 * All there is to say of a run.
 * @param resume what to type to go on with it, where that can be done.
 */
export function runLines(run: RunRecord, training: StoredTraining, resume: string): string[] {
  const { id, log, name, parent, started, ended, head, epoch, epochs, bytes } = run;
  const { network, loss, optimizer } = training.spec;
  const units = [network.inputs, ...network.layers.map((layer) => layer.units)].join("-");
  const canGoOn = run.status === "interrupted" && training.data !== undefined;
  return [
    ["run", id],
    ["name", name],
    ["status", statusText(run)],
    ["epochs", `${epoch} of ${epochs}`],
    ["events", `${head}, ${byteText(bytes)}`],
    [run.status === "queued" || run.status === "cancelled" ? "asked for" : "started", dateText(started)],
    ["ended", ended === undefined ? "" : dateText(ended)],
    ["goes on from", parent ?? ""],
    ["network", units],
    ["loss", typeof loss === "string" ? loss : loss.type],
    ["optimizer", optimizer.type],
    ["log", log],
    ["to go on", canGoOn ? resume : ""],
  ]
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label!.padEnd(12)} ${printable(value!)}`);
}

/** What clients call a run may hold anything; to a terminal, control characters would be commands. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}

function statusText({ status, reason }: RunRecord): string {
  if (status === "interrupted") return "interrupted: its process ended before it did";
  if (status === "queued") return "queued: it begins when a server that has the store has room for it";
  if (status === "cancelled") return "cancelled: it was stopped before its turn came";
  return reason === undefined ? status : `${status}: ${reason}`;
}

/** Date and time here, to the second, as in a log. */
function dateText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
