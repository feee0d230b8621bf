/**
 * Clients start runs on servers that leave them to workers, and watch them, while processes of all kinds die and are suspended, and
 * connections are cut. Then what the watchers received is compared with the log, and the models with those of undisturbed trainings.
 */
import { connect, type Server } from "@epochal/client";
import { createRandom } from "@epochal/core";
import { openNatsLog, type NatsLog } from "@epochal/log-nats";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startProxy } from "../soak/proxy.ts";
import type { Reader, ServerAddress } from "../soak/reader.ts";
import { startReader } from "../soak/start-reader.ts";
import type { ChaosPlan } from "./chaos-plan.ts";
import { chainOf, checkRuns, type RunsCheck } from "./check-runs.ts";
import { cutConnections, disturb } from "./disturb.ts";
import { startDisturbed, type DisturbedProcess } from "./disturbed-process.ts";
import { freePorts, startNatsCluster } from "./nats-cluster.ts";

export interface ChaosResult extends RunsCheck {
  /** The faults by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Connections that were cut. */
  readonly drops: number;
  readonly seconds: number;
}

const token = "chaos";
const main = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const NO_REPLY_MS = 20_000;

export async function runChaos(plan: ChaosPlan): Promise<ChaosResult> {
  const { print, leaseMs } = plan;
  const random = createRandom(plan.seed);
  const startMs = performance.now();
  const timeLeft = () => Math.max(0, plan.limitMs - (performance.now() - startMs));
  const folder = mkdtempSync(join(tmpdir(), "epochal-chaos-"));
  const proxy = await startProxy(createRandom([plan.seed, 1]));
  const processes: DisturbedProcess[] = [];
  const readers: Reader[] = [];

  const nats = await startNatsCluster(plan.program, plan.natsServers, folder);
  processes.push(...nats.servers);
  const log = await openWhenReady(nats.address, leaseMs);
  const ports = await freePorts(plan.gateways);
  const start = (...args: string[]) => startDisturbed(process.execPath, [main, ...args], { EPOCHAL_TOKEN: token });
  const gateways = ports.map((port) =>
    start("serve", "--port", `${port}`, "--nats", nats.address, "--use-workers", "--max-queued", `${plan.runs}`),
  );
  const workers = Array.from({ length: plan.workers }, () =>
    start("work", "--nats", nats.address, "--jobs", `${plan.jobs}`, "--snapshot-every", "1"),
  );
  processes.unshift(...gateways, ...workers);
  try {
    await Promise.all(gateways.map((gateway) => gateway.printed(/serving/)));
    await Promise.all(workers.map((worker) => worker.printed(/trains/)));
    proxy.setTarget(ports[0]!);
    const address: ServerAddress = { port: proxy.port, token };
    const disturbing = disturb(plan, { gateways, ports, workers, natsServers: nats.servers, proxy }, random, timeLeft);
    const first: string[] = [];
    const server = connect(`ws://127.0.0.1:${proxy.port}`, { token, random: () => random.rand() });
    for (let i = 0; i < plan.runs; i++) first.push(await startTraining(plan, i, server, timeLeft));
    print(`${first.length} runs were started`);
    for (let i = 0; i < plan.watchers; i++) readers.push(startReader(i, address, first[i % first.length]!, plan.seed));
    const [faults] = await Promise.all([disturbing, cutConnections(plan, proxy, readers, timeLeft)]);
    print(`${Object.values(faults).reduce((a, b) => a + b, 0)} faults; waiting for the ends of the runs`);
    const ended = await untilEnded(first);
    print(`${ended} of ${first.length} runs have ended`);
    if (ended < first.length) for (const one of [...gateways, ...workers]) print(one.output().slice(-1500));
    await Promise.race([Promise.all(readers.map(({ done }) => done)), wait(timeLeft(), undefined, { ref: false })]);
    // A log that is opened now knows what is stored.
    const stored = await openWhenReady(nats.address, leaseMs, true);
    const checked = await checkRuns(stored, first, readers);
    await stored.close();
    return { ...checked, faults, drops: proxy.drops, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    for (const reader of readers) reader.stop();
    proxy.close();
    await log.close().catch(() => {});
    await Promise.all(processes.map((one) => one.kill()));
    rmSync(folder, { recursive: true, force: true });
  }

  async function untilEnded(first: readonly string[]): Promise<number> {
    const isEnded = (id: string) => chainOf(log.runs(), id).at(-1)?.status === "finished";
    const ended = () => first.filter(isEnded).length;
    for (let i = 1; ended() < first.length && timeLeft() > 0; i++) {
      await wait(1000);
      if (i % 30 === 0) print(`${ended()} of ${first.length} runs have ended`);
    }
    return ended();
  }
}

/** A start that gets no reply, or finds a server that cannot store it, is repeated with the same key: one run is started. */
async function startTraining(
  { epochs, epochsPerSecond }: ChaosPlan,
  i: number,
  server: Server,
  timeLeft: () => number,
): Promise<string> {
  const training = { type: "builtIn", name: "notebook", epochs, seed: i } as const;
  for (;;) {
    try {
      return (await server.start(training, { key: `run ${i}`, epochsPerSecond })).id;
    } catch (error) {
      if (timeLeft() === 0) throw error;
      await wait(500);
    }
  }
}

/** A cluster elects its leaders first. */
async function openWhenReady(address: string, leaseMs: number, isReader = false): Promise<NatsLog> {
  const start = performance.now();
  for (;;) {
    try {
      return await openNatsLog(address, { leaseMs, isReader });
    } catch (error) {
      if (performance.now() - start > NO_REPLY_MS) throw error;
      await wait(500);
    }
  }
}
