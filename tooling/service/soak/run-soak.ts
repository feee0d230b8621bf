/**
 * Many readers follow a run of a supervised server while connections are cut, its process dies, its clock jumps and its disk is full;
 * then they are checked by the log, and the models by those of undisturbed trainings.
 */
import { connect, type Server } from "@epochal/client";
import { createRandom, type Random, type TrainingData } from "@epochal/core";
import { readLog, type RunReader, type RunRecord } from "@epochal/log";
import { startRun } from "@epochal/stream";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { setTimeout as wait } from "node:timers/promises";
import { startServerProcess, type ServerProcess } from "../server-process.ts";
import { compare, type Comparison } from "./compare.ts";
import { childOf, createClock, mountDisk, until, type Clock, type Disk } from "./disturbances.ts";
import { startProxy, type Proxy } from "./proxy.ts";
import type { ServerAddress, Reader } from "./reader.ts";
import { startReader } from "./start-reader.ts";

export interface SoakPlan {
  readonly seed: number;
  readonly readers: number;
  /** Cut connections in total, spread over the time between deaths. */
  readonly drops: number;
  /** The signals by which the server's process dies. */
  readonly deaths: readonly NodeJS.Signals[];
  /** Whether the wall clock jumps, if there is libfaketime. */
  readonly clockJumps: boolean;
  /** The size of a disk that is filled once, if this user may mount one. */
  readonly diskMegabytes?: number;
  /** Epochs of the run that the readers follow, and of each of the others. */
  readonly epochs: readonly number[];
  readonly epochsPerSecond: number;
  /** The average time between two drops. */
  readonly dropEveryMs: number;
  /** The time limit of the whole run. */
  readonly limitMs: number;
  readonly print: (text: string) => void;
}

export interface SoakResult extends Comparison {
  readonly drops: number;
  readonly deaths: number;
  readonly clockJumps: number;
  readonly fullDisks: number;
  /** From each death to the first reply, in ms. */
  readonly backMs: readonly number[];
  /** Readers that received the end of the last run. */
  readonly finished: number;
  /** The runs that ended, after all resumptions, with the model of the undisturbed training. */
  readonly equalModels: number;
  readonly seconds: number;
}

const token = "soak";
const BACK_MS = 60_000;
const JUMPS_SECONDS = [3600, -3600, 0, -86_400, 86_400, 0];

/** A server that is disturbed, and what was done to it so far. */
interface Soak {
  readonly plan: SoakPlan;
  readonly random: Random;
  readonly startMs: number;
  readonly folder: string;
  readonly store: string;
  readonly disk: Disk | undefined;
  readonly clock: Clock | undefined;
  readonly proxy: Proxy;
  readonly server: ServerProcess;
  readonly url: string;
  readonly client: Server;
  readonly readers: Reader[];
  /** The runs as they were started, before their resumptions. */
  readonly first: string[];
  readonly backMs: number[];
  clockJumps: number;
  fullDisks: number;
}

export async function runSoak(plan: SoakPlan): Promise<SoakResult> {
  const soak = await startSoak(plan);
  const { readers, proxy, server, disk, folder } = soak;
  try {
    await startRuns(soak);
    await disturb(soak);
    await finishRuns(soak);
    return await compareAll(soak, await waitForReaders(soak));
  } finally {
    for (const reader of readers) reader.stop();
    proxy.close();
    await server.stop();
    disk?.unmount();
    rmSync(folder, { recursive: true });
  }
}

async function startSoak(plan: SoakPlan): Promise<Soak> {
  const { print, epochs, epochsPerSecond: speed } = plan;
  const startMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "epochal-soak-"));
  const place = join(folder, "disk");
  mkdirSync(place);
  const disk = plan.diskMegabytes === undefined ? undefined : mountDisk(place, plan.diskMegabytes);
  if (plan.diskMegabytes !== undefined && !disk) print("SKIPPED: the full disk, since this user may not mount one");
  const clock = plan.clockJumps ? createClock(folder) : undefined;
  if (plan.clockJumps && !clock) print("SKIPPED: the clock jumps, since libfaketime is not installed");
  const store = join(place, "runs.db");
  const proxy = await startProxy(createRandom([plan.seed, 1]));
  const options = ["--store", store, "--speed", `${speed}`, "--epochs", `${epochs[0]}`, "--max-running", "8"];
  const server = await startServerProcess(["--supervise", ...options], token, clock?.env);
  proxy.setTarget(server.port);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    plan,
    random: createRandom(plan.seed),
    startMs,
    folder,
    store,
    disk,
    clock,
    proxy,
    server,
    url,
    client: connect(url, { token }),
    readers: [],
    first: [server.run],
    backMs: [],
    clockJumps: 0,
    fullDisks: 0,
  };
}

/** Starts the other runs, and the readers of the first. */
async function startRuns({ plan, client, first, readers, proxy, server }: Soak): Promise<void> {
  for (const [i, count] of plan.epochs.slice(1).entries()) {
    const training = { type: "builtIn", name: "notebook", epochs: count, seed: i + 1 } as const;
    first.push((await client.start(training, { epochsPerSecond: plan.epochsPerSecond })).id);
  }
  const address: ServerAddress = { port: proxy.port, token };
  for (let i = 0; i < plan.readers; i++) readers.push(startReader(i, address, server.run, plan.seed));
}

/** Cuts connections, and lets the server die in between. */
async function disturb(soak: Soak): Promise<void> {
  const { plan, clock, disk, proxy, backMs } = soak;
  for (const [i, signal] of plan.deaths.entries()) {
    await drop(soak, Math.ceil((plan.drops * (i + 1)) / (plan.deaths.length + 1)));
    if (i % 3 === 2 && clock) jump(soak, clock);
    if (i === Math.floor(plan.deaths.length / 2) && disk) await fillDisk(soak, disk);
    await die(soak, signal);
    plan.print(`${proxy.drops} drops; died ${i + 1} times (${signal}), back after ${backMs.at(-1)!.toFixed(0)} ms`);
  }
  await drop(soak, plan.drops);
}

/** Cuts connections until `upTo` have been cut. */
async function drop({ plan, random, startMs, proxy }: Soak, upTo: number): Promise<void> {
  while (proxy.drops < upTo && performance.now() - startMs < plan.limitMs) {
    await wait(2 * plan.dropEveryMs * random.rand());
    if (random.rand() < 0.1) proxy.stall(1000 * random.rand());
    else proxy.drop();
  }
}

async function die(soak: Soak, signal: NodeJS.Signals): Promise<void> {
  const { server, url, backMs } = soak;
  process.kill(childOf(server.child)!, signal);
  backMs.push(await until(async () => (await fetch(`${url}/healthz`)).ok, BACK_MS));
  await until(() => areAllGoingOn(soak), BACK_MS);
}

function jump(soak: Soak, clock: Clock): void {
  clock.set(JUMPS_SECONDS[soak.clockJumps % JUMPS_SECONDS.length]!);
  soak.clockJumps += 1;
}

/** Until the store refuses events; then there is room again, and the runs are resumed. */
async function fillDisk(soak: Soak, disk: Disk): Promise<void> {
  const { client, url, plan } = soak;
  disk.fill();
  const last = (await newest(soak)).at(-1)!;
  if (last.status === "running") await client.run(last.id).command({ type: "set", epochsPerSecond: 20_000 });
  const isReady = async () => (await fetch(`${url}/readyz`)).ok;
  const fullMs = await until(async () => !(await isReady()), BACK_MS);
  disk.empty();
  const emptyMs = await until(async () => (await isReady()) && (await areAllGoingOn(soak)), BACK_MS);
  soak.fullDisks += 1;
  plan.print(
    `the disk was full after ${fullMs.toFixed(0)} ms; runs went on ${emptyMs.toFixed(0)} ms after it was emptied`,
  );
}

/** The newest run of each chain. */
async function newest({ url, first }: Soak): Promise<readonly RunRecord[]> {
  const response = await fetch(`${url}/v1/runs`, { headers: { authorization: `Bearer ${token}` } });
  const all = (await response.json()) as RunRecord[];
  return first.map((id) => all.find((run) => run.id === chainFrom(all, id).at(-1))!);
}

async function areAllGoingOn(soak: Soak): Promise<boolean> {
  return (await newest(soak)).every(({ status }) => status === "running" || status === "finished");
}

/** Lets all runs train to their ends as fast as possible. */
async function finishRuns(soak: Soak): Promise<void> {
  soak.plan.print("waiting for the runs and the readers to reach their ends");
  for (const { id, status } of await newest(soak)) {
    if (status === "running") await soak.client.run(id).command({ type: "set", epochsPerSecond: 0 });
  }
}

/** Resolves to the number of readers that received the end of the last run, as far as there is time. */
async function waitForReaders({ plan, readers, startMs }: Soak): Promise<number> {
  const all = Promise.all(readers.map(({ done }) => done));
  const msLeft = Math.max(0, plan.limitMs - (performance.now() - startMs));
  await Promise.race([all, wait(msLeft, undefined, { ref: false })]);
  const ended = await Promise.all(readers.map(({ done }) => Promise.race([done.then(() => 1), wait(0, 0)])));
  return ended.reduce((sum, one) => sum + one, 0);
}

async function compareAll(soak: Soak, finished: number): Promise<SoakResult> {
  const { plan, store, first, readers, proxy, backMs, clockJumps, fullDisks, startMs } = soak;
  plan.print("comparing");
  const log = readLog(store);
  const chains = first.map((id) => chainFrom(log.runs(), id));
  const comparison = compare(readers, chains[0]!, log);
  const equal = await Promise.all(chains.map((chain) => hasUndisturbedModel(log, chain)));
  log.close();
  return {
    ...comparison,
    drops: proxy.drops,
    deaths: backMs.length,
    clockJumps,
    fullDisks,
    backMs,
    finished,
    equalModels: equal.filter(Boolean).length,
    seconds: (performance.now() - startMs) / 1000,
  };
}

/** The ids of a run and of those that resume it, one after another, without those that died before their first event. */
function chainFrom(runs: readonly RunRecord[], first: string): string[] {
  const chain = [runs.find(({ id }) => id === first)!];
  for (;;) {
    const next = runs.find(({ resumes }) => resumes === chain.at(-1)!.id);
    if (!next) return chain.filter(({ head }, i) => head > 0 || i === chain.length - 1).map(({ id }) => id);
    chain.push(next);
  }
}

async function hasUndisturbedModel(log: RunReader, chain: readonly string[]): Promise<boolean> {
  const last = log.run(chain.at(-1)!)!;
  const end = log.read(last.id, last.head - 1).at(-1);
  const { spec, data } = log.training(chain[0]!)!;
  const undisturbed = await lastValueFrom(startRun(spec, data as TrainingData, { worker: true }).chunks$);
  return end?.type === "finished" && undisturbed.type === "finished" && end.hash === undisturbed.hash;
}
