/** The faults: processes die and are suspended, and connections are cut. */
import { createRandom, type Random } from "@epochal/core";
import { setTimeout as wait } from "node:timers/promises";
import type { Proxy } from "../soak/proxy.ts";
import type { Reader } from "../soak/reader.ts";
import type { ChaosPlan } from "./chaos-plan.ts";
import type { DisturbedProcess } from "./disturbed-process.ts";

/** The processes, and the proxy between the clients and the gateways. */
interface DisturbedSystem {
  readonly gateways: readonly DisturbedProcess[];
  /** The port of each gateway. */
  readonly ports: readonly number[];
  readonly workers: readonly DisturbedProcess[];
  readonly natsServers: readonly DisturbedProcess[];
  readonly proxy: Proxy;
}

const KINDS = ["worker", "worker", "worker", "gateway", "nats", "connection"] as const;

/** Resolves to the number of faults by kind. */
export async function disturb(
  plan: Pick<ChaosPlan, "faults" | "faultEveryMs" | "leaseMs" | "print">,
  system: DisturbedSystem,
  random: Random,
  timeLeft: () => number,
): Promise<Record<string, number>> {
  const { leaseMs } = plan;
  const { workers, natsServers, proxy } = system;
  const faults: Record<string, number> = {};
  for (let i = 0; i < plan.faults && timeLeft() > 0; i++) {
    await wait(2 * plan.faultEveryMs * random.rand());
    const what = pick(KINDS, random);
    const how = random.rand() < 0.6 ? "kill" : "suspend";
    const ms = leaseMs * (0.2 + 1.8 * random.rand());
    const name = what === "connection" ? "connections cut" : `${what} ${how === "kill" ? "killed" : "suspended"}`;
    faults[name] = (faults[name] ?? 0) + 1;
    if (what === "connection") for (let n = 0; n < 5; n++) proxy.drop();
    else if (what === "gateway") await disturbGateway(system, random, how, ms);
    else if (what === "worker") await disturbProcess(pick(workers, random), how, ms);
    // One of the servers of a cluster is away for a moment; a single one comes back at once.
    else await disturbProcess(pick(natsServers, random), how, natsServers.length > 1 ? ms : leaseMs / 4);
    plan.print(`${i + 1}: ${name}`);
  }
  return faults;
}

/** Cuts and stalls connections of the readers, until there are as many as planned, or all readers are done. */
export async function cutConnections(
  { seed, drops, dropEveryMs }: Pick<ChaosPlan, "seed" | "drops" | "dropEveryMs">,
  proxy: Proxy,
  readers: readonly Reader[],
  timeLeft: () => number,
): Promise<void> {
  const random = createRandom([seed, 3]);
  let hasReaders = drops > 0;
  void Promise.allSettled(readers.map(({ done }) => done)).then(() => (hasReaders = false));
  while (hasReaders && proxy.drops < drops && timeLeft() > 0) {
    await wait(2 * dropEveryMs * random.rand());
    if (random.rand() < 0.1) proxy.stall(1000 * random.rand());
    else proxy.drop();
  }
}

/** A gateway dies or is suspended; connections then go to another one. */
async function disturbGateway(
  { gateways, ports, proxy }: DisturbedSystem,
  random: Random,
  how: "kill" | "suspend",
  ms: number,
): Promise<void> {
  const gateway = pick(gateways, random);
  const others = ports.filter((_, i) => gateways[i] !== gateway);
  proxy.setTarget(pick(others.length > 0 ? others : ports, random));
  await disturbProcess(gateway, how, ms);
  if (how === "kill") await gateway.printed(/serving/);
}

async function disturbProcess(one: DisturbedProcess, how: "kill" | "suspend", ms: number): Promise<void> {
  if (how === "suspend") return one.suspend(ms);
  await one.kill();
  await wait(ms / 4);
  one.restart();
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random.rand() * items.length)]!;
}
