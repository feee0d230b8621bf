/** Resolves where a subscription starts in its run. */
import type { RunRecord } from "@epochal/log";
import { formatCursor, parseCursor, type ErrorMessage } from "@epochal/protocol";

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
