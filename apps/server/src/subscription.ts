/** One client following one run: a cursor that moves as fast as the socket takes what is stored. */
import { formatCursor, parseCursor, type ErrorMessage } from "@epochal/protocol";
import type { RunRecord } from "@epochal/log";
import type { Hub } from "./hub.ts";
import type { Outlet } from "./outlet.ts";

export interface Subscription {
  readonly run: string;
  /** Sends what there is, as long as the socket takes it; true when there may be more to send in the next turn. */
  pump(): boolean;
}

/** Frames sent in one turn of the event loop, so that one who catches up does not keep others waiting. */
const FRAMES_IN_TURN = 128;

/** Where a subscription begins: the last event the client has, or what is wrong with its wish. */
export function startOf(record: RunRecord, after: string): number | Pick<ErrorMessage, "code" | "message"> {
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

/**
 * Begins to follow a run.
 *
 * @param start the last event the client has.
 * @param isLive whether what is stored was asked to be left out, which a `gap` then tells.
 * @param onEnd is called when the run has ended and all of it has been sent.
 */
export function createSubscription(
  hub: Hub,
  record: RunRecord,
  id: string,
  start: number,
  isLive: boolean,
  outlet: Outlet,
  onEnd: () => void,
): Subscription {
  const run = record.id;
  let cursor = start;
  let isCaughtUp = false;

  const { log, name, status, head } = record;
  const skipped = isLive && start > 0;
  outlet.send({ type: "subscribed", id, run, log, name, status, head, from: skipped ? 1 : start + 1 });
  if (skipped) outlet.send({ type: "gap", run, from: 1, to: start, reason: "skipped" });

  function pump(): boolean {
    for (let sent = 0; sent < FRAMES_IN_TURN; sent++) {
      if (outlet.isFull()) return false;
      const frame = hub.frame(run, cursor);
      if (!frame) {
        reachedHead();
        return false;
      }
      outlet.sendText(frame.text);
      cursor = frame.last;
    }
    return true;
  }

  function reachedHead(): void {
    if (!isCaughtUp) outlet.send({ type: "caughtUp", run, seq: cursor });
    isCaughtUp = true;
    const now = hub.state(run);
    if (!now || now.status === "running" || now.head > cursor) return;
    outlet.send({ type: "end", run, seq: cursor, status: now.status });
    onEnd();
  }

  return { run, pump };
}
