/** The runs of a store as text: all in a table, or one in full. */
import type { RunRecord, RunScore, StoredTraining } from "@epochal/log";
import type { RunInfo } from "@epochal/protocol/run-list";
import { printable } from "@epochal/view/printable";
import { byteText } from "./byte-text.ts";
import { shortNumber } from "./short-number.ts";
import { textTable } from "./text-table.ts";

interface RunColumn {
  readonly heading: string;
  readonly isNumber?: true;
  readonly cell: (run: RunInfo) => string;
}

const COLUMNS: readonly RunColumn[] = [
  { heading: "RUN", cell: ({ id }) => id },
  { heading: "NAME", cell: ({ name }) => name },
  { heading: "STATUS", cell: ({ status, reason, failure }) => reason ?? (failure === undefined ? status : "failed") },
  { heading: "EPOCHS", isNumber: true, cell: ({ epoch, epochs }) => `${epoch}/${epochs}` },
  { heading: "TARGET", cell: ({ summary }) => summary?.targets?.join(", ") ?? "" },
  { heading: "LR", isNumber: true, cell: ({ summary }) => numberText(summary?.learningRate) },
  { heading: "SEED", isNumber: true, cell: ({ summary }) => String(summary?.seed ?? "") },
  { heading: "BEST LOSS", isNumber: true, cell: ({ summary }) => numberText(summary?.best?.loss) },
  { heading: "SCORE", cell: ({ summary }) => scoreText(summary?.score) },
  { heading: "SIZE", isNumber: true, cell: ({ bytes }) => byteText(bytes) },
  { heading: "STARTED", cell: ({ started }) => dateText(started) },
  { heading: "TAGS", cell: ({ tags }) => tags?.join(" ") ?? "" },
];

/** A line of headings, and one for each run. A column that is empty in all lines is left out. */
export function runTable(runs: readonly RunInfo[]): string[] {
  const shown = COLUMNS.filter(({ cell }) => runs.some((run) => cell(run) !== ""));
  const rows = runs.map((run) => shown.map(({ cell }) => cell(run)));
  const numbers = new Set(shown.flatMap(({ isNumber }, j) => (isNumber ? [j] : [])));
  return textTable(
    shown.map(({ heading }) => heading),
    rows,
    numbers,
  );
}

function numberText(value: number | undefined): string {
  return value === undefined ? "" : shortNumber(value);
}

/** `rmse 2.61 test`: the metric, its value, and the rows. */
function scoreText(score: RunScore | undefined): string {
  return score ? `${score.metric} ${shortNumber(score.value)} ${score.part}` : "";
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
    ["tags", run.tags?.join(" ") ?? ""],
    ["notes", run.notes ?? ""],
    ...facts,
    ["log", log],
    ["to resume", isResumable ? resume : ""],
  ];
  const shown = lines.filter(([, value]) => value !== "");
  const width = Math.max(12, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${label.padEnd(width)} ${printable(value)}`);
}

function statusText({ status, reason, failure }: RunRecord): string {
  if (failure !== undefined) return `failed: ${failure}`;
  if (status === "interrupted") return "interrupted: its process stopped before the run had ended";
  if (status === "queued") return "queued: it starts when a server with this store has a free slot";
  if (status === "cancelled") return "cancelled: it was stopped while it was queued";
  return reason === undefined ? status : `${status}: ${reason}`;
}

/** Local date and time, to the second; a clock may have been far off. */
function dateText(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "unknown";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
