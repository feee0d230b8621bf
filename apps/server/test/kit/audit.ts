/** Checks what a client received against the run's log: each event once and unchanged, or in a gap whose sum is right. */
import type { GapMessage, ReceivedMessage } from "@epochal/protocol";
import { eventsOf, type TrainingEvent } from "@epochal/stream/events";
import { isDeepStrictEqual } from "node:util";

export interface Audit {
  /** Checks the next message. */
  read(message: ReceivedMessage): void;
  /** Checks the next event, as the client library emits it. */
  readEvent(event: TrainingEvent): void;
  readonly violations: readonly string[];
  /** The last event that was received, alone or in a gap. */
  readonly covered: number;
  /** The number of events received. */
  readonly sentCount: number;
  /** The positions of the events received. */
  readonly positions: readonly number[];
  /** Whether `end` was received. */
  readonly hasEnded: boolean;
}

/**
 * @param eventAt the run's event at a position.
 * @param start the last event that the client has.
 */
export function createAudit(eventAt: (seq: number) => TrainingEvent | undefined, start = 0): Audit {
  const violations: string[] = [];
  const positions: number[] = [];
  let covered = start;
  let hasEnded = false;

  function follows(what: string, from: number, to: number): void {
    if (from !== covered + 1 || to < from) violations.push(`${what} ${from} to ${to} after ${covered}`);
    covered = to;
  }

  function readEvents({ first, last, chunk }: ReceivedMessage & { readonly type: "events" }): void {
    const events = chunk ? [...eventsOf(chunk)] : [];
    if (events[0]?.seq !== first || events.at(-1)?.seq !== last)
      violations.push(`the events are not ${first} to ${last}`);
    for (const event of events) readEvent(event);
  }

  function readEvent(event: TrainingEvent): void {
    const { seq } = event;
    follows("event", seq, seq);
    positions.push(seq);
    if (!isDeepStrictEqual(event, eventAt(seq))) violations.push(`event ${seq} differs from the log`);
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
    if (!isDeepStrictEqual(types, counts)) violations.push(`gap ${from} to ${to} counts ${JSON.stringify(types)}`);
    const names = [rollup ?? {}, columns].map((record) => Object.keys(record).toSorted().join());
    if (names[0] !== names[1]) violations.push(`gap ${from} to ${to} sums up ${names[0]}`);
    for (const [name, values] of Object.entries(columns)) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const { mean: actualMean = NaN, ...others } = rollup?.[name] ?? {};
      const wanted = { min: Math.min(...values), max: Math.max(...values), last: values.at(-1), count: values.length };
      const isRight = isDeepStrictEqual(others, wanted) && Math.abs(actualMean - mean) <= 1e-9 * Math.abs(mean);
      if (!isRight) violations.push(`gap ${from} to ${to} has a wrong sum of ${name}`);
    }
  }

  return {
    violations,
    positions,
    readEvent,
    get covered() {
      return covered;
    },
    get sentCount() {
      return positions.length;
    },
    get hasEnded() {
      return hasEnded;
    },
    read(message) {
      if (hasEnded) violations.push(`${message.type} after the end`);
      if (message.type === "events") readEvents(message);
      if (message.type === "gap") readGap(message);
      if (message.type === "caughtUp" && message.seq !== covered)
        violations.push(`caught up at ${message.seq}, not ${covered}`);
      if (message.type !== "end") return;
      hasEnded = true;
      if (message.seq !== covered || eventAt(covered + 1)) violations.push(`the end at ${message.seq}, not ${covered}`);
    },
  };
}
