/** The cost of each delivery for the server, with a thousand subscribers, for our server and for socket.io. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPeers } from "../../bench/install-peers.ts";
import type { Usage } from "./serve-parent.mjs";
import { startChild, type Child } from "./child.ts";

export interface FanOut {
  /** Deliveries to all subscribers. */
  readonly delivered: number;
  /** Deliveries that there should be. */
  readonly expected: number;
  /** Events out of order, and lost connections. */
  readonly faults: number;
  /** Busy cores and microseconds of processor time per delivery, of the server's process alone. */
  readonly cores: number;
  readonly microseconds: number;
}

export interface FanOutPlan {
  readonly subscribers: number;
  readonly eventsPerSecond: number;
  readonly seconds: number;
  /** Events per message. */
  readonly group: number;
}

/** Seconds of sending before the measurement. */
const WARM_SECONDS = 2;

const urlOf = (file: string) => new URL(file, import.meta.url);

/** @param server ours, or one with the same operations. @param run a new run, without events. */
export async function measureOurs(server: Child, run: string, plan: FanOutPlan): Promise<FanOut> {
  await server.request("begin", { run });
  return measure(server, { path: `/v1/watch/${run}`, isOurs: true, run }, plan);
}

/** The same for socket.io, with one event per message. */
export async function measureSocketIo(plan: Omit<FanOutPlan, "group">): Promise<FanOut> {
  const peers = installPeers(join(import.meta.dirname, "../peers"), "service-peers");
  const entry = pathToFileURL(join(peers, "node_modules/socket.io/dist/index.js")).href;
  const server = startChild(urlOf("../peers/socket-io.mjs"), [entry, urlOf("serve-parent.mjs").href]);
  try {
    const address = { path: "/socket.io/?EIO=4&transport=websocket", isOurs: false };
    return await measure(server, address, { ...plan, group: 1 });
  } finally {
    server.end();
  }
}

async function measure(
  server: Child,
  { run = "", ...address }: { path: string; isOurs: boolean; run?: string },
  { subscribers, eventsPerSecond, seconds, group }: FanOutPlan,
): Promise<FanOut> {
  const clients = startChild(urlOf("subscribers.ts"));
  try {
    const port = await server.request("port");
    await clients.request("open", { port, count: subscribers, ...address });
    await clients.request("quiet");
    const emit = (events: number) =>
      server.request("emit", { run, count: events / group, group, perSecond: eventsPerSecond / group });
    // Compilation is not part of the cost of a delivery.
    const warm = eventsPerSecond * WARM_SECONDS;
    await emit(warm);
    await clients.request("wait", { events: warm });
    const events = eventsPerSecond * seconds;
    const before = await server.request<Usage>("usage");
    await emit(events);
    const all = await clients.request<{ delivered: number; faults: number }>("wait", { events: warm + events });
    const delivered = all.delivered - warm * subscribers;
    const after = await server.request<Usage>("usage");
    const used = after.seconds - before.seconds;
    const cost = { cores: used / seconds, microseconds: (1e6 * used) / delivered };
    return { delivered, expected: events * subscribers, faults: all.faults, ...cost };
  } finally {
    clients.end();
  }
}
