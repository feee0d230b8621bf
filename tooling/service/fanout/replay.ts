/** How fast a run is stored, and how fast it comes back from the log to a socket. */
import type { Usage } from "./answer-parent.mjs";
import { startChild, type Child } from "./child.ts";

export interface Speed {
  readonly perSecond: number;
  /** Of the server's process, for each epoch. */
  readonly microseconds: number;
}

export interface Replay {
  readonly stored: Speed;
  /** The fastest of some replays. */
  readonly replayed: Speed;
  /** Whether every event came, in its order, each time. */
  readonly isWhole: boolean;
}

/**
 * @param server of ours.
 * @param replays how many; the second of a short run comes out of the server's memory, so one is enough there.
 */
export async function measureReplay(
  server: Child,
  run: string,
  chunks: number,
  epochs: number,
  replays: number,
): Promise<Replay> {
  await server.ask("begin", { run });
  const all = chunks * epochs;
  const begin = await server.ask<Usage>("usage");
  await server.ask("fill", { run, count: chunks, group: epochs });
  const end = await server.ask<Usage>("usage");
  const stored = speedOf(all, end.at - begin.at, begin, end);
  const port = await server.ask("port");
  const speeds: Speed[] = [];
  let isWhole = true;
  for (let i = 0; i < replays; i++) {
    const client = startChild(new URL("subscribers.ts", import.meta.url));
    await client.ask("quiet");
    const before = await server.ask<Usage>("usage");
    await client.ask("open", { port, path: `/v1/watch/${run}?after=start`, count: 1, isOurs: true });
    const { delivered, faults, ms } = await client.ask<{ delivered: number; faults: number; ms: number }>("wait", {
      events: all,
    });
    const after = await server.ask<Usage>("usage");
    speeds.push(speedOf(delivered, ms, before, after));
    isWhole &&= delivered === all && faults === 0;
    client.end();
  }
  return { stored, replayed: speeds.toSorted((a, b) => b.perSecond - a.perSecond)[0]!, isWhole };
}

function speedOf(count: number, ms: number, before: Usage, after: Usage): Speed {
  return { perSecond: (1000 * count) / ms, microseconds: (1e6 * (after.seconds - before.seconds)) / count };
}
