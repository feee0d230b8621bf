/** Holds what a client got against the run's log: every event is sent, once and as it was, or told in a gap whose sum is right. */
import type { GapMessage, ReceivedMessage } from "@epochal/protocol";
import { eventsOf, type TrainingEvent } from "@epochal/stream/events";
import { isDeepStrictEqual } from "node:util";

export interface Audit {
  /** Looks at the next message. */
  read(message: ReceivedMessage): void;
  /** Looks at the next event, as a client tells it. */
  readEvent(event: TrainingEvent): void;
  /** What was wrong. */
  readonly violations: readonly string[];
  /** The last event that was sent or told. */
  readonly covered: number;
  /** Events sent so far. */
  readonly sentCount: number;
  /** Their positions. */
  readonly positions: readonly number[];
  /** Whether the end came, and nothing behind it. */
  readonly hasEnded: boolean;
}

/**
 * @param eventAt the run's events, by position.
 * @param start the last event the client has.
 */
export function createAudit(eventAt: (seq: number) => TrainingEvent | undefined, start = 0): Audit {
  const complaints: string[] = [];
  const positions: number[] = [];
  let told = start;
  let hasEnded = false;

  function follows(what: string, from: number, to: number): void {
    if (from !== told + 1 || to < from) complaints.push(`${what} ${from} to ${to} behind ${told}`);
    told = to;
  }

  function readEvents({ first, last, chunk }: ReceivedMessage & { readonly type: "events" }): void {
    const events = chunk ? [...eventsOf(chunk)] : [];
    if (events[0]?.seq !== first || events.at(-1)?.seq !== last)
      complaints.push(`other events than ${first} to ${last}`);
    for (const event of events) readEvent(event);
  }

  function readEvent(event: TrainingEvent): void {
    const { seq } = event;
    follows("event", seq, seq);
    positions.push(seq);
    if (!isDeepStrictEqual(event, eventAt(seq))) complaints.push(`event ${seq} is not that of the log`);
  }

  function readGap({ from, to, types, rollup }: GapMessage): void {
    follows("gap", from, to);
    const counts: Record<string, number> = {};
    const columns: Record<string, number[]> = {};
    for (let seq = from; seq <= to; seq++) {
      const event = eventAt(seq)!;
      counts[event.type] = (counts[event.type] ?? 0) + 1;
      if (event.type !== "epoch") continue;
      const { epoch, loss, validationLoss, learningRate, gradientNorm } = event;
      for (const [name, value] of Object.entries({ epoch, loss, validationLoss, learningRate, gradientNorm })) {
        if (value !== undefined) (columns[name] ??= []).push(value);
      }
    }
    if (!isDeepStrictEqual(types, counts)) complaints.push(`gap ${from} to ${to} counts ${JSON.stringify(types)}`);
    const names = [rollup ?? {}, columns].map((record) => Object.keys(record).toSorted().join());
    if (names[0] !== names[1]) complaints.push(`gap ${from} to ${to} sums up ${names[0]}`);
    for (const [name, values] of Object.entries(columns)) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const { mean: toldMean = NaN, ...others } = rollup?.[name] ?? {};
      const wanted = { min: Math.min(...values), max: Math.max(...values), last: values.at(-1), count: values.length };
      const isRight = isDeepStrictEqual(others, wanted) && Math.abs(toldMean - mean) <= 1e-9 * Math.abs(mean);
      if (!isRight) complaints.push(`gap ${from} to ${to} has another sum of ${name}`);
    }
  }

  return {
    violations: complaints,
    positions,
    readEvent,
    get covered() {
      return told;
    },
    get sentCount() {
      return positions.length;
    },
    get hasEnded() {
      return hasEnded;
    },
    read(message) {
      if (hasEnded) complaints.push(`${message.type} behind the end`);
      if (message.type === "events") readEvents(message);
      if (message.type === "gap") readGap(message);
      if (message.type === "caughtUp" && message.seq !== told)
        complaints.push(`caught up at ${message.seq}, not ${told}`);
      if (message.type !== "end") return;
      hasEnded = true;
      if (message.seq !== told || eventAt(told + 1)) complaints.push(`the end at ${message.seq}, not ${told}`);
    },
  };
}
