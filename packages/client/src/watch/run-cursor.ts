/** The client's position in a run: the last event it has, and the cursor with which it asks for the rest. */
import { formatCursor, parseCursor, ProtocolError, type SubscribedMessage } from "@epochal/protocol";

export interface RunCursor {
  /** The run to subscribe to: the requested id; instead of `latest` the run's own id once the server has named it. */
  readonly run: string;
  /** Where to start, as `subscribe` takes it: `start`, `live` or `log:seq`. */
  readonly after: string;
  /** The last event that was received or reported as a gap. */
  readonly seq: number;
  /** Whether the server has ever confirmed a subscription. */
  readonly hasSubscribed: boolean;
  /**
   * Takes the run, its log and the first position from the server's reply.
   * @throws ProtocolError if the reply does not fit the request: events would be lost silently.
   */
  accept(reply: SubscribedMessage): void;
  advance(to: number): void;
}

export function createRunCursor(requestedRun: string, requestedAfter: string): RunCursor {
  let run = requestedRun;
  let after = requestedAfter;
  let { log, seq } = parseCursor(after) ?? { log: "", seq: 0 };
  let hasSubscribed = false;

  function check(reply: SubscribedMessage): void {
    const isDifferent =
      (run !== "latest" && reply.run !== run) || (after !== "start" && after !== "live" && reply.log !== log);
    if (isDifferent || (after !== "live" && reply.from !== seq + 1)) {
      const got = `run "${reply.run}" from event ${formatCursor({ log: reply.log, seq: reply.from })}`;
      throw new ProtocolError(`subscribe: expected run "${run}" after ${after}, got ${got}`);
    }
  }

  return {
    get run() {
      return run;
    },
    get after() {
      return after;
    },
    get seq() {
      return seq;
    },
    get hasSubscribed() {
      return hasSubscribed;
    },
    accept(reply) {
      check(reply);
      ({ run, log } = reply);
      seq = reply.from - 1;
      hasSubscribed = true;
      // After `live`, a gap reports the skipped events next, if there are any. Until then, a new subscription asks for `live`
      // again.
      const isGapNext = after === "live" && reply.from <= reply.head;
      if (!isGapNext) after = formatCursor({ log, seq });
    },
    advance(to) {
      seq = Math.max(seq, to);
      after = formatCursor({ log, seq });
    },
  };
}
