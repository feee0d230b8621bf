/**
 * Runs random programs against the server, and then against the server with faults: `npm run model [PROGRAMS] [SEED]`. With
 * `npm run model -- --nats [PROGRAMS]` its log is on a nats-server, and the seed is that of the tests.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { faults, noFault } from "./faults.ts";
import { everyEventOnce } from "./programs.ts";

const { values, positionals } = parseArgs({ options: { nats: { type: "boolean" } }, allowPositionals: true });
const numbers = positionals.map(Number);
if (!numbers.every((number) => Number.isSafeInteger(number) && number > 0))
  throw new RangeError(`model: expected numbers from 1, got ${positionals.join(" ")}`);
if (values.nats) {
  // The tests start the nats-server.
  const root = fileURLToPath(new URL("../../../..", import.meta.url));
  const env = { ...process.env, EPOCHAL_TEST_PROGRAMS: String(numbers[0] ?? 300) };
  const args = [
    `${root}node_modules/vitest/vitest.mjs`,
    "run",
    "--project",
    "apps/server",
    "model.test",
    "-t",
    "nats-server",
  ];
  process.exit(
    spawnSync(process.execPath, [...args, "--testTimeout", "3600000"], { cwd: root, env, stdio: "inherit" }).status ??
      1,
  );
}

const [programs = 1500, seed = 1] = numbers;
const start = performance.now();
const seconds = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;

const sound = await fc.check(everyEventOnce(noFault), { numRuns: programs, seed });
console.log(
  sound.failed
    ? `${String(sound.errorInstance)}\n${fc.defaultReportMessage(sound)}`
    : `${programs} programs: every event once (${seconds()})`,
);
let caught = 0;
for (const [name, fault] of Object.entries(faults)) {
  const { failed, numRuns } = await fc.check(everyEventOnce(fault), { numRuns: programs, seed, endOnFailure: true });
  if (failed) caught += 1;
  console.log(`a server that ${name}: ${failed ? `caught by program ${numRuns}` : "NOT CAUGHT"} (${seconds()})`);
}
const all = Object.keys(faults).length;
const holds = !sound.failed && caught === all;
console.log(
  `${holds ? "holds" : "MISSED"}: ${programs} random programs ${sound.failed ? "failed" : "passed"}, ${caught} of ${all} planted faults caught`,
);
process.exitCode = holds ? 0 : 1;
