/** Stalled readers beside others: what the server sends to them, the memory it holds for them, and the delay of the others. */
import { openStallableReader, type StallableReader } from "./stallable-reader.ts";
import { startChild } from "./child.ts";
import { round } from "./claims.ts";

export interface Stalled {
  readonly window: number;
  /** Events sent to the stalled reader in mode `all` beyond its acknowledged position. */
  readonly ahead: number;
  /** The delays of the other readers in milliseconds, median and 99 %, before the stall and during it. */
  readonly before: readonly [number, number];
  readonly during: readonly [number, number];
  /** How much the server's heap and buffers grew during the stall, in bytes. */
  readonly grown: number;
  /** Events emitted during the stall. */
  readonly emitted: number;
  /** Errors in what readers received, the stalled ones included. */
  readonly problems: readonly string[];
  readonly gap: string;
}

const RUN = "stalled";
const WINDOW = 256;
const PER_SECOND = 125;
const GROUP = 8;

/** @param seconds of the stall, and of the time before it. */
export async function measureStalled(store: string, seconds: number): Promise<Stalled> {
  const server = startChild(new URL("server.ts", import.meta.url), [store]);
  const readers: StallableReader[] = [];
  try {
    await server.request("begin", { run: RUN });
    const port = await server.request<number>("port");
    const join = async (mode: "all" | "latest") => {
      const reader = await openStallableReader(port, RUN, mode, WINDOW);
      readers.push(reader);
      return reader;
    };
    const others = await Promise.all(Array.from({ length: 10 }, () => join("all")));
    const [all, latest] = [await join("all"), await join("latest")];
    const emit = () =>
      server.request("emit", { run: RUN, count: PER_SECOND * seconds, group: GROUP, perSecond: PER_SECOND });
    const head = () => server.request<number>("head", { run: RUN });
    const lags = () => quantiles(others.flatMap((other) => other.takeLags()));

    await emit();
    const before = lags();
    all.stall();
    latest.stall();
    const start = all.seq;
    const first = await head();
    const memory = await server.request<{ heap: number }>("memory");
    await emit();
    const during = lags();
    const after = await server.request<{ heap: number }>("memory");
    // First read what has already arrived for it.
    all.resumeReading();
    const ahead = (await all.settled()) - start;
    latest.resume();
    all.resume();
    const last = await head();
    await Promise.all(readers.map((reader) => reader.reached(last)));
    const longest = latest.gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
    return {
      window: WINDOW,
      ahead,
      before,
      during,
      grown: after.heap - memory.heap,
      emitted: last - first,
      problems: readers.flatMap(({ problems }) => problems),
      gap: longest ? `${round(longest.from, 9)} to ${round(longest.to, 9)}, then event ${round(last, 9)}` : "none",
    };
  } finally {
    for (const reader of readers) reader.close();
    server.end();
  }
}

function quantiles(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(0.5 * sorted.length)] ?? NaN, sorted[Math.floor(0.99 * sorted.length)] ?? NaN];
}
