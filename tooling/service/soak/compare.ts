/** Compares what readers received with the log, event by event and gap by gap. */
import {
  createRollup,
  decodeServerMessage,
  encodeServerMessage,
  type ColumnRollup,
  type GapMessage,
} from "@epochal/protocol";
import type { RunReader } from "@epochal/log";
import { eventsOf, lastSeq, type TrainingEvent } from "@epochal/stream/events";
import { isDeepStrictEqual } from "node:util";
import type { Reader } from "./reader.ts";

export interface Comparison {
  /** Events received, of all readers. */
  events: number;
  /** Gaps received, of all readers. */
  gaps: number;
  /** Events that are missing without a gap. */
  missing: number;
  /** Events received again, or after a later one. */
  repeats: number;
  /** Events received that are not in the log, or differ there. */
  unstored: number;
  /** Gaps whose sums differ from those of the events in the log. */
  wrongGaps: number;
  /** The problems in words, the first three of each reader, including those that readers found themselves. */
  readonly problems: string[];
}

type Log = Pick<RunReader, "read">;

/** A run's events as a client decodes them, the first at index 1. */
function eventsOfLog(log: Log, run: string): (TrainingEvent | undefined)[] {
  const events: (TrainingEvent | undefined)[] = [undefined];
  for (let page = log.read(run, 0); page.length > 0; page = log.read(run, events.length - 1)) {
    for (const chunk of page) {
      const text = encodeServerMessage({ type: "events", run, first: chunk.seq, last: lastSeq(chunk), chunk });
      const message = decodeServerMessage(text);
      if (message?.type === "events") events.push(...eventsOf(message.chunk!));
    }
  }
  return events;
}

/** @param chain the runs that every reader followed, from the first to the one that finished. */
export function compare(readers: readonly Reader[], chain: readonly string[], log: Log): Comparison {
  const result: Comparison = { events: 0, gaps: 0, missing: 0, repeats: 0, unstored: 0, wrongGaps: 0, problems: [] };
  const stored = new Map(chain.map((run) => [run, eventsOfLog(log, run)]));
  for (const reader of readers) {
    const found: string[] = reader.problems.map((words) => words);
    const runs = reader.readings.map(({ run }) => run);
    if (!isDeepStrictEqual(runs, chain)) found.push(`read ${runs.join()} instead of ${chain.join()}`);
    for (const { run, received } of reader.readings) {
      const events = stored.get(run) ?? [undefined];
      let seq = 0;
      const advance = (from: number, to: number) => {
        if (from > seq + 1) {
          result.missing += from - seq - 1;
          found.push(`${run}: ${seq + 1} to ${from - 1} missing`);
        } else if (from <= seq) {
          result.repeats += 1;
          found.push(`${run}: ${from} after ${seq}`);
        }
        seq = Math.max(seq, to);
      };
      for (const one of received) {
        if (one.type === "gap") {
          result.gaps += 1;
          advance(one.from, one.to);
          if (reader.mode === "all" || !isCorrectGap(one, events)) {
            result.wrongGaps += 1;
            found.push(`${run}: gap ${one.from} to ${one.to} has wrong sums`);
          }
        } else {
          result.events += 1;
          advance(one.seq, one.seq);
          if (!isSameEvent(one, events[one.seq])) {
            result.unstored += 1;
            found.push(`${run}: event ${one.seq} differs from the log`);
          }
        }
      }
      advance(events.length, events.length);
    }
    result.problems.push(...found.slice(0, 3).map((words) => `${reader.name}: ${words}`));
  }
  return result;
}

const EPOCH_FIELDS = ["seq", "time", "epoch", "loss", "validationLoss", "learningRate", "gradientNorm"] as const;

/** Fast for epochs, of which there are millions. */
function isSameEvent(received: TrainingEvent, stored: TrainingEvent | undefined): boolean {
  if (received.type !== "epoch" || stored?.type !== "epoch") return isDeepStrictEqual(received, stored);
  return EPOCH_FIELDS.every((name) => received[name] === stored[name]);
}

function isCorrectGap(gap: GapMessage, events: readonly (TrainingEvent | undefined)[]): boolean {
  const { from, to, types, rollup = {} } = gap;
  const expected = createRollup();
  for (let seq = from; seq <= to; seq++) {
    const event = events[seq];
    if (!event) return false;
    expected.addEvent(event);
  }
  const sums = expected.toJSON();
  if (!isDeepStrictEqual(types, sums.types)) return false;
  const names = Object.keys(sums.rollup);
  if (!isDeepStrictEqual(Object.keys(rollup).toSorted(), names.toSorted())) return false;
  return names.every((name) => isSameSum(rollup[name]!, sums.rollup[name]!));
}

/** Means may differ in the last digits, by the order of summation. */
function isSameSum({ mean, ...others }: ColumnRollup, { mean: expected, ...rest }: ColumnRollup): boolean {
  return isDeepStrictEqual(others, rest) && Math.abs(mean - expected) <= 1e-9 * Math.abs(expected);
}
