/** What the watchers of runs received, beside the log; and the models, beside those of undisturbed trainings. */
import type { TrainingData } from "@epochal/core";
import type { RunRecord } from "@epochal/log";
import type { NatsLog } from "@epochal/log-nats";
import { startRun } from "@epochal/stream";
import { eventsOf, readPages, type EventChunk } from "@epochal/stream/events";
import { setTimeout as wait } from "node:timers/promises";
import { lastValueFrom } from "rxjs";
import { compare, type Comparison } from "../soak/compare.ts";
import type { Reader } from "../soak/reader.ts";

export interface RunsCheck extends Comparison {
  /** Runs that ended with the hash of the undisturbed training. */
  readonly equalHashes: number;
  /** Runs that resume an interrupted one. */
  readonly takeovers: number;
  /** Runs that two others resume: both would be trained. */
  readonly trainedTwice: number;
  /** Watchers that received the end of their run. */
  readonly finished: number;
  /** For each resumed run: the time from its last event until it is interrupted, and from then until it is resumed, in ms. */
  readonly takeoverMs: readonly (readonly [interrupted: number, resumed: number])[];
}

/** @param first the ids of the runs as they were started; reader i watches run i modulo their number. */
export async function checkRuns(
  log: NatsLog,
  first: readonly string[],
  readers: readonly Reader[],
): Promise<RunsCheck> {
  const runs = log.runs();
  const result: Comparison = { events: 0, gaps: 0, missing: 0, repeats: 0, unstored: 0, wrongGaps: 0, problems: [] };
  const takeoverMs: (readonly [number, number])[] = [];
  let finished = 0;
  let equalHashes = 0;
  for (const [i, id] of first.entries()) {
    const chain = chainOf(runs, id);
    const chunks = await readChain(log, chain);
    const own = readers.filter((_, j) => j % first.length === i);
    const read = (run: string, after: number) => (chunks.get(run) ?? []).filter((chunk) => chunk.seq > after);
    const ids = chain.filter(({ head }, j) => head > 0 || j === chain.length - 1).map((run) => run.id);
    const found = compare(own, ids, { read });
    for (const name of ["events", "gaps", "missing", "repeats", "unstored", "wrongGaps"] as const)
      result[name] += found[name];
    result.problems.push(...found.problems);
    const isEnded = await Promise.all(own.map(({ done }) => Promise.race([done.then(() => 1), wait(0, 0)])));
    finished += isEnded.filter((flag) => flag === 1).length;
    takeoverMs.push(...takeoverTimes(chain, chunks));
    const last = chunks.get(chain.at(-1)!.id)!.at(-1);
    const hash = last?.type === "finished" ? last.hash : "none";
    if (hash === (await undisturbedHash(log, id))) equalHashes += 1;
    else result.problems.push(`${chain.map((run) => run.id).join()}: ended with ${hash}`);
  }
  const resumed = runs.flatMap(({ resumes }) => (resumes === undefined ? [] : [resumes]));
  return {
    ...result,
    finished,
    equalHashes,
    takeovers: resumed.length,
    trainedTwice: resumed.length - new Set(resumed).size,
    takeoverMs,
  };
}

async function readChain(log: NatsLog, chain: readonly RunRecord[]): Promise<Map<string, EventChunk[]>> {
  const chunks = new Map<string, EventChunk[]>();
  for (const { id } of chain) {
    const all: EventChunk[] = [];
    for await (const page of readPages(log, { id })) all.push(...page);
    chunks.set(id, all);
  }
  return chunks;
}

/** For each run that another one resumes; see `takeoverMs`. */
function takeoverTimes(
  chain: readonly RunRecord[],
  chunks: ReadonlyMap<string, readonly EventChunk[]>,
): (readonly [number, number])[] {
  return chain.slice(1).flatMap(({ started }, j) => {
    const { id, ended } = chain[j]!;
    const died = lastTime(chunks.get(id)!);
    return died === undefined || ended === undefined ? [] : [[ended - died, started - ended] as const];
  });
}

/** A run and those that resume it, one after another. */
export function chainOf(runs: readonly RunRecord[], first: string): RunRecord[] {
  const chain: RunRecord[] = [];
  for (
    let next = runs.find(({ id }) => id === first);
    next;
    next = runs.find(({ resumes }) => resumes === chain.at(-1)!.id)
  ) {
    chain.push(next);
  }
  return chain;
}

async function undisturbedHash(log: NatsLog, run: string): Promise<string | undefined> {
  const { spec, data } = (await log.training(run))!;
  const last = await lastValueFrom(startRun(spec, data as TrainingData, { worker: true }).chunks$);
  return last.type === "finished" ? last.hash : undefined;
}

/** When the last event of a run was emitted, in milliseconds since 1970; undefined without any. */
function lastTime(chunks: readonly EventChunk[]): number | undefined {
  const last = chunks.at(-1);
  const event = last && [...eventsOf(last)].at(-1);
  return event && "time" in event ? event.time : undefined;
}
