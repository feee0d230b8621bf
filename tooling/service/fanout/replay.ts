/** The speed of storing a run, and of replaying it from the log to a socket. */
import type { Usage } from "./serve-parent.mjs";
import { startChild, type Child } from "./child.ts";

export interface Speed {
  readonly perSecond: number;
  /** Processor time of the server's process per epoch. */
  readonly microseconds: number;
}

export interface Replay {
  readonly stored: Speed;
  /** The fastest of some replays. */
  readonly replayed: Speed;
  /** Whether every replay had all events in order. */
  readonly isWhole: boolean;
}

/** @param replays how many. Later replays of a short run come from the server's memory: use one. */
export async function measureReplay(
  server: Child,
  run: string,
  chunks: number,
  epochs: number,
  replays: number,
): Promise<Replay> {
  await server.request("begin", { run });
  const all = chunks * epochs;
  const begin = await server.request<Usage>("usage");
  await server.request("fill", { run, count: chunks, group: epochs });
  const end = await server.request<Usage>("usage");
  const stored = speedOf(all, end.at - begin.at, begin, end);
  const port = await server.request("port");
  const speeds: Speed[] = [];
  let isWhole = true;
  for (let i = 0; i < replays; i++) {
    const client = startChild(new URL("subscribers.ts", import.meta.url));
    await client.request("quiet");
    const before = await server.request<Usage>("usage");
    await client.request("open", { port, path: `/v1/watch/${run}?after=start`, count: 1, isOurs: true });
    const { delivered, faults, ms } = await client.request<{ delivered: number; faults: number; ms: number }>("wait", {
      events: all,
    });
    const after = await server.request<Usage>("usage");
    speeds.push(speedOf(delivered, ms, before, after));
    isWhole &&= delivered === all && faults === 0;
    client.end();
  }
  return { stored, replayed: speeds.toSorted((a, b) => b.perSecond - a.perSecond)[0]!, isWhole };
}

function speedOf(count: number, ms: number, before: Usage, after: Usage): Speed {
  return { perSecond: (1000 * count) / ms, microseconds: (1e6 * (after.seconds - before.seconds)) / count };
}
