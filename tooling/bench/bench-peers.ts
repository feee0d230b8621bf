/**
 * How fast we train beside others, on four workloads, in one run: a table, the claims, and files in `results/`. Ends with 0 only
 * where the claims hold.
 *
 * `npm run bench:peers`, or for some of it `npm run bench:peers -- W1 W2`, which writes no files.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkClaim, claims } from "./claims.ts";
import { competitors, type WorkloadName } from "./competitors.ts";
import { installPeers } from "./install-peers.ts";
import { circumstances, loadNow } from "./machine.ts";
import { measure, type Turns } from "./measure.ts";
import { renderPeers, renderWorkload, type WorkloadResults } from "./peers-report.ts";
import { hasAvx512 } from "./processor.ts";
import { say } from "./say.ts";
import { writeWorkloads } from "./workloads.ts";

const turns: Readonly<Record<WorkloadName, Turns>> = {
  W1: { rounds: 9, ms: 250 },
  W2: { rounds: 9, ms: 300 },
  W3: { rounds: 9, ms: 400 },
  W4: { rounds: 9, ms: 600 },
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(turns, name));
if (unknown !== undefined) {
  throw new RangeError(`bench:peers: expected workloads among ${Object.keys(turns).join(", ")}, got ${unknown}`);
}
const loadBefore = loadNow();
installPeers();
const measured: WorkloadResults[] = [];
for (const workload of writeWorkloads()) {
  const name = workload.name as WorkloadName;
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const able = competitors.filter(({ workloads }) => workloads.includes(name));
  const results = await measure(able, workload, turns[name], say);
  measured.push({ workload, results });
  say("");
  console.log(`${renderWorkload(workload, results).join("\n")}\n`);
}

const checked = claims(hasAvx512).flatMap((claim) => {
  const results = measured.find(({ workload }) => workload.name === claim.workload)?.results;
  return results ? [checkClaim(claim, results)] : [];
});
for (const { workload, names, atLeast, ratio, holds } of checked) {
  const is = ratio === undefined ? "not measured" : `${ratio.toPrecision(3)} ×`;
  console.log(`${holds ? "holds " : "missed"} ${workload}: ${names.join(" ÷ ")}: ${is}, at least ${atLeast} ×`);
}
if (wanted.length === 0) {
  const facts = circumstances(
    loadBefore,
    measured.flatMap(({ results }) => results),
  );
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "peers.md"), renderPeers(facts, measured, checked));
  // Numbers to read again: neither commands nor files, which are only of this machine.
  const workloads = measured.map(({ workload: { files: _, ...workload }, results }) => ({
    ...workload,
    results: results.map(({ competitor: { id, name, threads }, ...result }) => ({ id, name, threads, ...result })),
  }));
  const json = JSON.stringify({ ...facts, workloads, claims: checked }, undefined, 1);
  writeFileSync(join(folder, "peers.json"), `${json}\n`);
}
const held = checked.filter(({ holds }) => holds).length;
console.log(`${held} of ${checked.length} claims hold`);
process.exitCode = held === checked.length ? 0 : 1;
