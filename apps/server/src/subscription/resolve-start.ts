/** Resolves where a subscription starts in its run. */
import type { RunRecord } from "@epochal/log";
import type { Hub } from "../hub.ts";
import { formatCursor, parseCursor, type ErrorMessage } from "@epochal/protocol";

/** Resumed runs in a row; a damaged store could name them in a circle. */
const MAX_RESUMED = 10_000;

/** The run of a subscription. For `latest` it is that of the cursor, if the latest run continues it. */
export function resolveRun(hub: Pick<Hub, "find">, run: string, after: string): RunRecord | undefined {
  const found = hub.find(run);
  const log = run === "latest" ? parseCursor(after)?.log : undefined;
  let record = log === undefined ? undefined : found;
  for (let i = 0; record && record.log !== log && i < MAX_RESUMED; i++) {
    record = record.resumes === undefined ? undefined : hub.find(record.resumes);
  }
  return record?.log === log && record ? record : found;
}

/** The last event that the client has, or the error if its cursor is invalid. */
export function resolveStart(record: RunRecord, after: string): number | Pick<ErrorMessage, "code" | "message"> {
  if (after === "start") return 0;
  if (after === "live") return record.head;
  const cursor = parseCursor(after);
  if (!cursor || cursor.log !== record.log) {
    const message = `expected a cursor of log ${record.log}, got ${after}: subscribe from start`;
    return { code: "logReplaced", message };
  }
  if (cursor.seq > record.head) {
    const head = formatCursor({ log: record.log, seq: record.head });
    return { code: "cursorAhead", message: `expected a cursor up to ${head}, got ${after}: subscribe from start` };
  }
  return cursor.seq;
}
