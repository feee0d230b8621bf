/** One client following one run: a cursor that moves as fast as the socket takes what is stored. */
import {
  encodeServerMessage,
  formatCursor,
  parseCursor,
  type ErrorMessage,
  type ServerMessage,
} from "@epochal/protocol";
import type { RunRecord } from "@epochal/log";
import type { Hub } from "./hub.ts";

export interface Subscription {
  readonly run: string;
  /** Sends what there is, as long as the socket takes it. */
  pump(): void;
  close(): void;
}

/** The socket as a subscription sees it. */
export interface Outlet {
  send(text: string): void;
  /** True while so much waits to be sent that reading on would only fill memory; `pump` is called when it has gone. */
  isFull(): boolean;
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
      message: `subscribe: expected a cursor of log ${record.log}, got ${after}: subscribe from start`,
    };
  }
  if (cursor.seq > record.head) {
    const head = formatCursor({ log: record.log, seq: record.head });
    return {
      code: "cursorAhead",
      message: `subscribe: expected a cursor up to ${head}, got ${after}: subscribe from start`,
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
  let isClosed = false;
  let next: NodeJS.Immediate | undefined;

  const send = (message: ServerMessage) => outlet.send(encodeServerMessage(message));
  const { log, name, status, head } = record;
  const skipped = isLive && start > 0;
  send({ type: "subscribed", id, run, log, name, status, head, from: skipped ? 1 : start + 1 });
  if (skipped) send({ type: "gap", run, from: 1, to: start, reason: "skipped" });

  function pump(): void {
    if (isClosed || next) return;
    for (let sent = 0; sent < FRAMES_IN_TURN;) {
      const frames = hub.frames(run, cursor);
      if (frames.length === 0) {
        reachedHead();
        return;
      }
      for (const { last, text } of frames) {
        if (outlet.isFull()) return;
        outlet.send(text);
        cursor = last;
        sent += 1;
      }
    }
    next = setImmediate(() => {
      next = undefined;
      pump();
    });
  }

  function reachedHead(): void {
    if (!isCaughtUp) send({ type: "caughtUp", run, seq: cursor });
    isCaughtUp = true;
    const now = hub.state(run);
    if (!now || now.status === "running" || now.head > cursor) return;
    close();
    send({ type: "end", run, seq: cursor, status: now.status });
    onEnd();
  }

  function close(): void {
    isClosed = true;
    if (next) clearImmediate(next);
  }

  return { run, pump, close };
}
