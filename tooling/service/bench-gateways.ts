/**
 * One run on NATS, watched through 1, 2 and 4 gateways by clients in a process of their own: deliveries per second, and per second of
 * processor time. On few cores the first cannot grow; the second is what each gateway delivers with a core of its own.
 *
 * `npm run bench:gateways [CHUNKS]`
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { renderChart } from "../bench/chart/log-log-chart.ts";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { describeConditions, markdownTable, median, writeResult } from "../bench/report.ts";
import { startNatsCluster } from "./chaos/nats-cluster.ts";
import { startChild, type Child } from "./fanout/child.ts";
import { round } from "./fanout/claims.ts";
import type { Usage } from "./fanout/serve-parent.mjs";

const GATEWAYS = [1, 2, 4];
const SUBSCRIBERS = 1000;
const EVENTS_PER_CHUNK = 100;
const WARM_CHUNKS = 50;
const ROUNDS = 3;
/** The clock ticks of /proc a second. */
const TICKS = 100;

interface Turn {
  readonly delivered: number;
  readonly faults: number;
  readonly seconds: number;
  /** Processor time in seconds: of all gateways together, of the process that stores the events, of the NATS server, of the clients. */
  readonly gateways: number;
  readonly source: number;
  readonly nats: number;
  readonly clients: number;
}

const chunks = Number(process.argv[2] ?? 400);
const program = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
const serverFile = new URL("fanout/server.ts", import.meta.url);
const loadBefore = loadAverage();
const turns = new Map<number, Turn[]>(GATEWAYS.map((count) => [count, []]));
for (let i = 0; i < ROUNDS; i++) {
  for (const count of GATEWAYS) {
    const turn = await measure(count);
    turns.get(count)!.push(turn);
    console.error(`${count} gateways: ${JSON.stringify(turn)}`);
  }
}

const expected = chunks * EVENTS_PER_CHUNK * SUBSCRIBERS;
const isDelivered = [...turns.values()].flat().every((turn) => turn.delivered === expected && turn.faults === 0);
const figures = GATEWAYS.map((count) => {
  const all = turns.get(count)!;
  const middle = (of: (turn: Turn) => number) => median(all.map(of));
  const total = (turn: Turn) => turn.gateways + turn.source + turn.nats + turn.clients;
  const perCpuSecond = middle((turn) => turn.delivered / turn.gateways);
  return {
    count,
    perSecond: middle((turn) => turn.delivered / turn.seconds),
    perCpuSecond,
    withOwnCores: count * perCpuSecond,
    share: middle((turn) => turn.gateways / total(turn)),
    natsPerEvent: middle((turn) => (1e6 * turn.nats) / (turn.delivered / SUBSCRIBERS)),
  };
});
const alone = figures[0]!.perCpuSecond;
const curve = (id: string, name: string, of: (one: (typeof figures)[number]) => number) => ({
  id,
  name,
  points: figures.map((one) => ({ x: one.count, y: of(one) })),
});
const chart = renderChart(
  [
    curve("ideal", "N times one gateway", ({ count }) => count * alone),
    curve("cores", "a core for each", (one) => one.withOwnCores),
    curve("machine", `all on ${availableParallelism()} cores`, (one) => one.perSecond),
  ],
  { title: "Events delivered through gateways", xLabel: "gateways", yLabel: "events delivered per second" },
);
const text = [
  "# Gateways, measured",
  "",
  `${describeConditions(loadBefore)}.`,
  `${SUBSCRIBERS} subscribers, shared by the gateways, receive ${round(chunks * EVENTS_PER_CHUNK, 9)} events each in chunks of ${EVENTS_PER_CHUNK}, as fast as they are stored on one NATS server. Medians of ${ROUNDS} turns.`,
  "",
  ...markdownTable(
    [
      "gateways",
      "delivered per second, all on this machine",
      "per second of a gateway's processor time",
      "with a core for each gateway",
      "of N times one",
      "gateways' share of all processor time",
      "NATS, µs per event",
    ],
    figures.map((one) => [
      one.count,
      round(one.perSecond),
      round(one.perCpuSecond),
      round(one.withOwnCores),
      `${round((100 * one.perCpuSecond) / alone)} %`,
      `${round(100 * one.share, 2)} %`,
      round(one.natsPerEvent),
    ]),
  ),
  "![Events delivered per second by the number of gateways](gateways.svg)",
  "",
  `All processes share the ${availableParallelism()} cores of this machine: the gateways, the NATS server, the clients and the process that stores the events. So the total cannot grow with the gateways here. The fourth column is the third times the number of gateways: it holds if each has a core of its own, and neither NATS nor the network is the limit.`,
  "",
].join("\n");
console.log(text);
if (process.argv[2] === undefined) {
  writeResult(import.meta.dirname, "gateways.md", text);
  writeResult(import.meta.dirname, "gateways.svg", chart);
  writeResult(import.meta.dirname, "gateways.json", Object.fromEntries(turns));
}
console.log(`${isDelivered ? "holds" : "MISSED"}: every subscriber received every event once, in order`);
process.exitCode = isDelivered ? 0 : 1;

/** One stream through new processes. */
async function measure(count: number): Promise<Turn> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-gateways-"));
  const nats = await startNatsCluster(program, 1, folder);
  const source = startChild(serverFile, [nats.address]);
  const gateways: Child[] = [];
  const clients = startChild(new URL("fanout/subscribers.ts", import.meta.url));
  try {
    const run = "stream";
    await source.request("begin", { run });
    await source.request("fill", { run, count: 1, group: 1 });
    for (let i = 0; i < count; i++) gateways.push(startChild(serverFile, [nats.address]));
    for (const gateway of gateways) {
      const port = await gateway.request("port");
      const part = Math.round(SUBSCRIBERS / count);
      await clients.request("open", { port, count: part, path: `/v1/watch/${run}`, isOurs: true });
    }
    const first = await receive(1);
    const warm = 1 + WARM_CHUNKS * EVENTS_PER_CHUNK;
    await source.request("fill", { run, count: WARM_CHUNKS, group: EVENTS_PER_CHUNK });
    const before = await receive(warm);
    const used = await processorTimes();
    const start = performance.now();
    await source.request("fill", { run, count: chunks, group: EVENTS_PER_CHUNK });
    const all = await receive(warm + chunks * EVENTS_PER_CHUNK);
    const seconds = (performance.now() - start) / 1000;
    const usedAfter = await processorTimes();
    return {
      delivered: all.delivered - before.delivered,
      faults: all.faults + (first.delivered === SUBSCRIBERS ? 0 : 1),
      seconds,
      gateways: usedAfter.gateways - used.gateways,
      source: usedAfter.source - used.source,
      nats: usedAfter.nats - used.nats,
      clients: usedAfter.clients - used.clients,
    };
  } finally {
    for (const child of [...gateways, source, clients]) child.end();
    await nats.servers[0]!.kill();
    rmSync(folder, { recursive: true, force: true });
  }

  function receive(events: number): Promise<{ delivered: number; faults: number }> {
    return clients.request("wait", { events });
  }

  async function processorTimes() {
    const secondsOf = async (child: Child) => (await child.request<Usage>("usage")).seconds;
    const [own, others, ...each] = await Promise.all([source, clients, ...gateways].map(secondsOf));
    return {
      source: own!,
      clients: others!,
      gateways: each.reduce((sum, seconds) => sum + seconds, 0),
      nats: processorTime(nats.servers[0]!.pid()),
    };
  }
}

/** The processor time of a process in seconds, by Linux. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
