/** Many readers follow one run while connections are cut and the server is killed; then they are checked by the log. */
import { connect } from "@epochal/client";
import { createRandom } from "@epochal/core";
import { readLog } from "@epochal/log";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startServerProcess } from "../server-process.ts";
import { compare, type Comparison } from "./compare.ts";
import { startLibraryReader } from "./library-reader.ts";
import { startProxy } from "./proxy.ts";
import { startRawReader } from "./raw-reader.ts";
import type { ServerAddress, Reader } from "./reader.ts";

export interface SoakPlan {
  readonly seed: number;
  readonly readers: number;
  /** Cut connections in total, spread over the time between kills. */
  readonly drops: number;
  /** How often the server is killed by SIGKILL. */
  readonly kills: number;
  readonly epochsPerSecond: number;
  /** The average time between two drops. */
  readonly dropEveryMs: number;
  /** The time limit of the whole run. */
  readonly limitMs: number;
  readonly print: (text: string) => void;
}

export interface SoakResult extends Comparison {
  readonly drops: number;
  readonly kills: number;
  /** Readers that received the end of the run. */
  readonly finished: number;
  readonly seconds: number;
}

const token = "soak";

export async function runSoak(plan: SoakPlan): Promise<SoakResult> {
  const { print } = plan;
  const random = createRandom(plan.seed);
  const startMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "epochal-soak-"));
  const store = join(folder, "runs.db");
  const proxy = await startProxy(createRandom([plan.seed, 1]));
  const readers: Reader[] = [];
  const isInTime = () => performance.now() - startMs < plan.limitMs;
  let kills = 0;

  const options = ["--store", store, "--speed", String(plan.epochsPerSecond)];
  let server = await startServerProcess([...options, "--epochs", "1000000000"], token);
  proxy.setTarget(server.port);
  const chain = [server.run];
  try {
    const address: ServerAddress = { port: proxy.port, token };
    for (let i = 0; i < plan.readers; i++) readers.push(startReader(i, address, server.run, plan.seed));
    for (;;) {
      await drop(Math.ceil((plan.drops * (kills + 1)) / (plan.kills + 1)));
      if (kills === plan.kills) break;
      await server.kill();
      kills += 1;
      await wait(300 * random.rand());
      server = await startServerProcess([...options, "--resume", "latest"], token);
      chain.push(server.run);
      proxy.setTarget(server.port);
      print(`${proxy.drops} drops; killed ${kills} times, continued as ${server.run}`);
    }
    await connect(`ws://127.0.0.1:${server.port}`, { token }).run(server.run).command({ type: "stop" });
    print("stopped: waiting for the readers to reach the end");
    const all = Promise.all(readers.map(({ done }) => done));
    const msLeft = Math.max(0, plan.limitMs - (performance.now() - startMs));
    await Promise.race([all, wait(msLeft, undefined, { ref: false })]);
    const endedFlags = await Promise.all(readers.map(({ done }) => Promise.race([done.then(() => 1), wait(0, 0)])));
    print("comparing");
    const log = readLog(store);
    const comparison = compare(readers, chain, log);
    log.close();
    const finished = endedFlags.reduce((sum, one) => sum + one, 0);
    return { ...comparison, drops: proxy.drops, kills, finished, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    for (const reader of readers) reader.stop();
    proxy.close();
    await server.kill();
    rmSync(folder, { recursive: true });
  }

  /** Cuts connections until `upTo` have been cut. */
  async function drop(upTo: number): Promise<void> {
    while (proxy.drops < upTo && isInTime()) {
      await wait(2 * plan.dropEveryMs * random.rand());
      if (random.rand() < 0.1) proxy.stall(1000 * random.rand());
      else proxy.drop();
    }
  }
}

/** The i-th reader. In every ten, four subscribe with our client, one iterates with it, three are raw sockets, two thin events. */
function startReader(i: number, address: ServerAddress, first: string, seed: number): Reader {
  const random = createRandom([seed, 2, i]);
  const base = { name: `reader ${i}`, first };
  switch (i % 10) {
    case 1:
      return startLibraryReader(address, random, { ...base, isIterating: true, window: 64 });
    case 2:
    case 3:
      return startRawReader(address, random, base);
    case 4:
      return startRawReader(address, random, { ...base, window: 256 });
    case 5:
      return startLibraryReader(address, random, { ...base, mode: "latest" });
    case 6:
      return startLibraryReader(address, random, { ...base, mode: "sampled", perSecond: 20 });
    default:
      return startLibraryReader(address, random, { ...base, window: i % 2 === 0 ? 32 : 1024 });
  }
}
