/** What readers were told, held against the log: event by event, and gap by gap. */
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
  /** Events that were told, of all readers together. */
  events: number;
  gaps: number;
  /** Events that were left out in silence. */
  missing: number;
  /** Events that came again, or behind a later one. */
  repeats: number;
  /** Events that were shown and are not in the log, or are other ones there. */
  lost: number;
  /** Gaps whose sum is not that of the events in the log. */
  untrue: number;
  /** All of this in words, the first of each reader; and what readers found themselves. */
  readonly complaints: string[];
}

/** A run's events as a client sees them, the first at index 1. */
export function eventsOfLog(log: Pick<RunReader, "read">, run: string): (TrainingEvent | undefined)[] {
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

/** @param chain the runs that every reader was told of, from the first to the one that finished. */
export function compare(
  readers: readonly Reader[],
  chain: readonly string[],
  log: Pick<RunReader, "read">,
): Comparison {
  const sum: Comparison = { events: 0, gaps: 0, missing: 0, repeats: 0, lost: 0, untrue: 0, complaints: [] };
  const stored = new Map(chain.map((run) => [run, eventsOfLog(log, run)]));
  for (const reader of readers) {
    const found: string[] = reader.complaints.map((words) => words);
    const runs = reader.readings.map(({ run }) => run);
    if (!isDeepStrictEqual(runs, chain)) found.push(`read ${runs.join()} in place of ${chain.join()}`);
    for (const { run, told } of reader.readings) {
      const events = stored.get(run) ?? [undefined];
      let seq = 0;
      const follow = (from: number, to: number) => {
        if (from > seq + 1) {
          sum.missing += from - seq - 1;
          found.push(`${run}: ${seq + 1} to ${from - 1} missing`);
        } else if (from <= seq) {
          sum.repeats += 1;
          found.push(`${run}: ${from} behind ${seq}`);
        }
        seq = Math.max(seq, to);
      };
      for (const one of told) {
        if (one.type === "gap") {
          sum.gaps += 1;
          follow(one.from, one.to);
          if (reader.mode === "all" || !isTrue(one, events)) {
            sum.untrue += 1;
            found.push(`${run}: gap ${one.from} to ${one.to} is not true`);
          }
        } else {
          sum.events += 1;
          follow(one.seq, one.seq);
          if (!isSame(one, events[one.seq])) {
            sum.lost += 1;
            found.push(`${run}: event ${one.seq} is not that of the log`);
          }
        }
      }
      follow(events.length, events.length);
    }
    sum.complaints.push(...found.slice(0, 3).map((words) => `${reader.name}: ${words}`));
  }
  return sum;
}

/** Most are epochs, and millions. */
function isSame(told: TrainingEvent, stored: TrainingEvent | undefined): boolean {
  if (told.type !== "epoch" || stored?.type !== "epoch") return isDeepStrictEqual(told, stored);
  return (
    told.seq === stored.seq &&
    told.time === stored.time &&
    told.epoch === stored.epoch &&
    told.loss === stored.loss &&
    told.validationLoss === stored.validationLoss &&
    told.learningRate === stored.learningRate &&
    told.gradientNorm === stored.gradientNorm
  );
}

function isTrue({ from, to, types, rollup = {} }: GapMessage, events: readonly (TrainingEvent | undefined)[]): boolean {
  const wanted = createRollup();
  for (let seq = from; seq <= to; seq++) {
    const event = events[seq];
    if (!event) return false;
    wanted.addEvent(event);
  }
  const sums = wanted.toJSON();
  if (!isDeepStrictEqual(types, sums.types)) return false;
  const names = Object.keys(sums.rollup);
  if (!isDeepStrictEqual(Object.keys(rollup).toSorted(), names.toSorted())) return false;
  return names.every((name) => isSameSum(rollup[name]!, sums.rollup[name]!));
}

/** A mean that was added up in another order differs in its last digits. */
function isSameSum({ mean, ...others }: ColumnRollup, { mean: wanted, ...rest }: ColumnRollup): boolean {
  return isDeepStrictEqual(others, rest) && Math.abs(mean - wanted) <= 1e-9 * Math.abs(wanted);
}
