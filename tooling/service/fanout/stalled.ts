/** Readers that stop reading, beside others that do not: what the server sends them, what it keeps for them, and what the others notice. */
import { createAudience, type Audience } from "./audience.ts";
import { startChild } from "./child.ts";
import { round } from "./claims.ts";

export interface Stalled {
  readonly window: number;
  /** Events that were sent to the one in mode `all` behind the last that it acknowledged. */
  readonly ahead: number;
  /** Milliseconds from an epoch's being told to its arrival at the others: half of them, and 99 %; before the stall, and during it. */
  readonly before: readonly [number, number];
  readonly during: readonly [number, number];
  /** Of the server, while the two stalled, in bytes: what JavaScript and buffers took more at the end than at the beginning. */
  readonly grown: number;
  /** Events told meanwhile. */
  readonly told: number;
  /** What was wrong with what readers were told, those that stalled too. */
  readonly complaints: readonly string[];
  readonly gap: string;
}

const RUN = "stalled";
const WINDOW = 256;
const PER_SECOND = 125;
const GROUP = 8;

/** @param seconds of the stall; as long before it. */
export async function measureStalled(store: string, seconds: number): Promise<Stalled> {
  const server = startChild(new URL("server.ts", import.meta.url), [store]);
  const audiences: Audience[] = [];
  try {
    await server.ask("begin", { run: RUN });
    const port = await server.ask<number>("port");
    const join = async (mode: "all" | "latest") => {
      const audience = await createAudience(port, RUN, mode, WINDOW);
      audiences.push(audience);
      return audience;
    };
    const others = await Promise.all(Array.from({ length: 10 }, () => join("all")));
    const [all, latest] = [await join("all"), await join("latest")];
    const tell = () =>
      server.ask("tell", { run: RUN, count: PER_SECOND * seconds, group: GROUP, perSecond: PER_SECOND });
    const head = () => server.ask<number>("head", { run: RUN });
    const lags = () => quantiles(others.flatMap((other) => other.takeLags()));

    await tell();
    const before = lags();
    all.stall();
    latest.stall();
    const start = all.seq;
    const first = await head();
    const memory = await server.ask<{ heap: number }>("memory");
    await tell();
    const during = lags();
    const after = await server.ask<{ heap: number }>("memory");
    // What has come for it, and what it would read first.
    all.read();
    const ahead = (await all.settled()) - start;
    latest.goOn();
    all.goOn();
    const last = await head();
    await Promise.all(audiences.map((audience) => audience.reached(last)));
    const longest = latest.gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
    return {
      window: WINDOW,
      ahead,
      before,
      during,
      grown: after.heap - memory.heap,
      told: last - first,
      complaints: audiences.flatMap(({ complaints }) => complaints),
      gap: longest ? `${round(longest.from, 9)} to ${round(longest.to, 9)}, then event ${round(last, 9)}` : "none",
    };
  } finally {
    for (const audience of audiences) audience.leave();
    server.end();
  }
}

function quantiles(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(0.5 * sorted.length)] ?? NaN, sorted[Math.floor(0.99 * sorted.length)] ?? NaN];
}
