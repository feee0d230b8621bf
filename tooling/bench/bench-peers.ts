/**
 * Our training speed compared with other libraries on four workloads, in one run. Prints tables and claims, and writes both to
 * `results/`. Exits with 0 only if all claims hold.
 *
 * `npm run bench:peers`; `npm run bench:peers -- W1 W2` runs some workloads and writes no files.
 */
import { checkClaim, claims } from "./comparison/claims.ts";
import { competitors, type WorkloadName } from "./comparison/competitors.ts";
import { installPeers } from "./install-peers.ts";
import { circumstances, loadAverage } from "./machine/circumstances.ts";
import { measure, type Turns } from "./comparison/measure.ts";
import { renderPeers, renderWorkload, type WorkloadResults } from "./comparison/peers-report.ts";
import { hasAvx512 } from "./machine/processor.ts";
import { showStatus, writeResult } from "./report.ts";
import { writeWorkloads } from "./workloads.ts";

const turns: Readonly<Record<WorkloadName, Turns>> = {
  W1: { rounds: 9, ms: 250 },
  W2: { rounds: 9, ms: 300 },
  W3: { rounds: 9, ms: 400 },
  W4: { rounds: 9, ms: 600 },
};

const requested = process.argv.slice(2);
const unknown = requested.find((name) => !Object.hasOwn(turns, name));
if (unknown !== undefined) {
  throw new RangeError(`bench:peers: expected workloads among ${Object.keys(turns).join(", ")}, got ${unknown}`);
}
const loadBefore = loadAverage();
installPeers();
const measured: WorkloadResults[] = [];
for (const workload of writeWorkloads()) {
  const name = workload.name as WorkloadName;
  if (requested.length > 0 && !requested.includes(name)) continue;
  const eligible = competitors.filter(({ workloads }) => workloads.includes(name));
  const results = await measure(eligible, workload, turns[name], showStatus);
  measured.push({ workload, results });
  showStatus("");
  console.log(`${renderWorkload(workload, results).join("\n")}\n`);
}

const checked = claims(hasAvx512).flatMap((claim) => {
  const results = measured.find(({ workload }) => workload.name === claim.workload)?.results;
  return results ? [checkClaim(claim, results)] : [];
});
for (const { workload, names, atLeast, ratio, holds } of checked) {
  const measuredText = ratio === undefined ? "not measured" : `${ratio.toPrecision(3)} ×`;
  const verdict = holds ? "holds " : "missed";
  console.log(`${verdict} ${workload}: ${names.join(" ÷ ")}: ${measuredText}, at least ${atLeast} ×`);
}
if (requested.length === 0) {
  const allResults = measured.flatMap(({ results }) => results);
  const facts = circumstances(loadBefore, allResults);
  writeResult(import.meta.dirname, "peers.md", renderPeers(facts, measured, checked));
  // Without commands and files, which are of this machine only.
  const workloads = measured.map(({ workload: { files: _, ...workload }, results }) => ({
    ...workload,
    results: results.map(({ competitor: { id, name, threads }, ...result }) => ({ id, name, threads, ...result })),
  }));
  writeResult(import.meta.dirname, "peers.json", { ...facts, workloads, claims: checked });
}
const holding = checked.filter(({ holds }) => holds).length;
console.log(`${holding} of ${checked.length} claims hold`);
process.exitCode = holding === checked.length ? 0 : 1;
