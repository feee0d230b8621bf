/** Where a client's place is in a run. */
import type { RunRecord } from "@epochal/log";
import { formatCursor, parseCursor, type ErrorMessage } from "@epochal/protocol";

/** Where a subscription begins: the last event the client has, or what is wrong with its wish. */
export function resolveStart(record: RunRecord, after: string): number | Pick<ErrorMessage, "code" | "message"> {
  if (after === "start") return 0;
  if (after === "live") return record.head;
  const cursor = parseCursor(after);
  if (!cursor || cursor.log !== record.log) {
    return {
      code: "logReplaced",
      message: `expected a cursor of log ${record.log}, got ${after}: subscribe from start`,
    };
  }
  if (cursor.seq > record.head) {
    const head = formatCursor({ log: record.log, seq: record.head });
    return {
      code: "cursorAhead",
      message: `expected a cursor up to ${head}, got ${after}: subscribe from start`,
    };
  }
  return cursor.seq;
}
