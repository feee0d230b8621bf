/**
 * Servers, workers and NATS servers die and are suspended, and connections are cut, while clients start runs and watch them. Exits with 0
 * only if every run ends with the hash of the undisturbed training, and no watcher missed an event, or got one twice or out of order.
 * `npm run chaos [small|full] [SEED]`: `full` has a cluster of three NATS servers with three replicas
 */
import { existsSync } from "node:fs";
import { reportChaos } from "./chaos/report-chaos.ts";

/** While one worker is away, the others have a place for each run: a takeover never waits for a place. */
const sizes = {
  small: {
    natsServers: 1,
    workers: 2,
    jobs: 10,
    runs: 10,
    epochs: 3000,
    watchers: 12,
    faults: 15,
    gateways: 2,
    drops: 0,
  },
  full: {
    natsServers: 3,
    workers: 3,
    jobs: 20,
    runs: 40,
    epochs: 4000,
    watchers: 50,
    faults: 60,
    gateways: 2,
    drops: 0,
  },
} as const;
const [size = "small", seed = "1"] = process.argv.slice(2);
const chosen = size === "small" || size === "full" ? sizes[size] : undefined;
const program = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
if (!chosen || !existsSync(program)) {
  console.log(chosen ? `chaos: there is no nats-server at ${program}` : `chaos: expected small or full, got "${size}"`);
  process.exit(2);
}

const plan = { epochsPerSecond: 100, faultEveryMs: 2000, dropEveryMs: 100, leaseMs: 4000, limitMs: 900_000 };
process.exitCode = (await reportChaos({ ...chosen, ...plan, seed: Number(seed), program })) ? 0 : 1;
