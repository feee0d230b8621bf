/** A thousand subscribers of one run, and of socket.io: what each event costs the server, for each of them. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPeers } from "../../bench/install-peers.ts";
import type { Usage } from "./answer-parent.mjs";
import { startChild, type Child } from "./child.ts";

export interface FanOut {
  /** Deliveries, of all subscribers together. */
  readonly delivered: number;
  /** As they should be. */
  readonly wanted: number;
  /** What came out of order, and subscribers that were lost. */
  readonly faults: number;
  /** Of the server's process alone: cores that were busy, and microseconds for each delivery. */
  readonly cores: number;
  readonly microseconds: number;
}

export interface FanOutPlan {
  readonly subscribers: number;
  readonly eventsPerSecond: number;
  readonly seconds: number;
  /** Events in a message. */
  readonly group: number;
}

/** Of telling, before it is measured. */
const WARM_SECONDS = 2;

const beside = (file: string) => new URL(file, import.meta.url);

/** @param server of ours, or one that speaks like it; on the run nothing has been told yet. */
export async function measureOurs(server: Child, run: string, plan: FanOutPlan): Promise<FanOut> {
  await server.ask("begin", { run });
  return measure(server, { path: `/v1/watch/${run}`, isOurs: true, run }, plan);
}

/** One event a message. */
export async function measureSocketIo(plan: Omit<FanOutPlan, "group">): Promise<FanOut> {
  const peers = installPeers(join(import.meta.dirname, "../peers"), "service-peers");
  const entry = pathToFileURL(join(peers, "node_modules/socket.io/dist/index.js")).href;
  const server = startChild(beside("../peers/socket-io.mjs"), [entry, beside("answer-parent.mjs").href]);
  try {
    return await measure(
      server,
      { path: "/socket.io/?EIO=4&transport=websocket", isOurs: false },
      { ...plan, group: 1 },
    );
  } finally {
    server.end();
  }
}

async function measure(
  server: Child,
  { run = "", ...address }: { path: string; isOurs: boolean; run?: string },
  { subscribers, eventsPerSecond, seconds, group }: FanOutPlan,
): Promise<FanOut> {
  const clients = startChild(beside("subscribers.ts"));
  try {
    const port = await server.ask("port");
    await clients.ask("open", { port, count: subscribers, ...address });
    await clients.ask("quiet");
    const tell = (events: number) =>
      server.ask("tell", { run, count: events / group, group, perSecond: eventsPerSecond / group });
    // What is compiled on the way is no cost of a delivery.
    const warm = eventsPerSecond * WARM_SECONDS;
    await tell(warm);
    await clients.ask("wait", { events: warm });
    const events = eventsPerSecond * seconds;
    const before = await server.ask<Usage>("usage");
    await tell(events);
    const all = await clients.ask<{ delivered: number; faults: number }>("wait", { events: warm + events });
    const delivered = all.delivered - warm * subscribers;
    const after = await server.ask<Usage>("usage");
    const used = after.seconds - before.seconds;
    return {
      delivered,
      wanted: events * subscribers,
      faults: all.faults,
      cores: used / seconds,
      microseconds: (1e6 * used) / delivered,
    };
  } finally {
    clients.end();
  }
}
