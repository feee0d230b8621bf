/** Where a client is in a run: what it has, and what it asks for to get the rest. */
import { formatCursor, parseCursor, ProtocolError, type SubscribedMessage } from "@epochal/protocol";

export interface RunCursor {
  /** The run to ask for: the one that `latest` turned out to be, once that is known. */
  readonly run: string;
  /** Where to begin, as `subscribe` wants it. */
  readonly after: string;
  /** The last event it has, or was told that it does not get. */
  readonly seq: number;
  /** Whether the server has ever answered with the run. */
  readonly isSubscribed: boolean;
  /** @throws ProtocolError when the answer is none to what was asked: events would be left out in silence. */
  subscribed(answer: SubscribedMessage): void;
  advance(to: number): void;
}

export function createRunCursor(wanted: string, wantedAfter: string): RunCursor {
  let run = wanted;
  let after = wantedAfter;
  let { log, seq } = parseCursor(after) ?? { log: "", seq: 0 };
  let hasBegun = false;

  function checkAnswer(answer: SubscribedMessage): void {
    const isOther =
      (run !== "latest" && answer.run !== run) || (after !== "start" && after !== "live" && answer.log !== log);
    if (isOther || (after !== "live" && answer.from !== seq + 1)) {
      const got = `run "${answer.run}" from event ${formatCursor({ log: answer.log, seq: answer.from })}`;
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
    get isSubscribed() {
      return hasBegun;
    },
    subscribed(answer) {
      checkAnswer(answer);
      ({ run, log } = answer);
      seq = answer.from - 1;
      hasBegun = true;
      // Who asked for `live` is told of a gap next, if there is anything to leave out; until then that stays the wish.
      const isGapNext = after === "live" && answer.from <= answer.head;
      if (!isGapNext) after = formatCursor({ log, seq });
    },
    advance(to) {
      seq = Math.max(seq, to);
      after = formatCursor({ log, seq });
    },
  };
}
