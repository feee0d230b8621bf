/**
 * Starts 5,000 short runs in one server, 8 at a time, and prints its memory after each thousand. Exits with 0 only if the server lives,
 * all runs of a kind end with the same model, and what is left after a collection of garbage does not grow after the first thousand.
 * `npm run soak:short [RUNS]`
 */
import { connect } from "@epochal/client";
import { dense, type TrainingSpec } from "@epochal/core";
import { line } from "@epochal/data";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { startServerProcess } from "./server-process.ts";

const runs = Number(process.argv[2] ?? 5000);
const AT_A_TIME = 8;
const REPORT_EVERY = 1000;
/** The growth of the heap after a collection; it also has the catalogue of all stored runs. */
const MAX_GROWTH_MB = 8;
/** Resident memory: threads of trainings and garbage come and go. */
const MAX_RESIDENT_MB = 1024;
const TOKEN = "short-runs-of-one-server";

const dataset = line({ size: 100, seed: 1 });
const data = { train: dataset };
const specs = (["float64", "float32"] as const).map((precision): TrainingSpec => ({
  network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.01 },
  epochs: 20,
  seed: 1,
  precision,
}));

const folder = mkdtempSync(join(tmpdir(), "epochal-short-runs-"));
const store = ["--store", join(folder, "runs.db"), "--keep-bytes", "20MB"];
const serverProcess = await startServerProcess(["--no-supervise", "--wait", "--max-running", "8", ...store], TOKEN, {
  NODE_OPTIONS: `--import=${new URL("heap-reporter.mjs", import.meta.url).href}`,
});
const server = connect(`ws://127.0.0.1:${serverProcess.port}`, { token: TOKEN });
const startMs = performance.now();
const hashes = specs.map(() => new Set<string>());
const memory: { readonly residentMb: number; readonly heapMb: number }[] = [];
let [started, ended] = [0, 0];

/** The resident memory of the server and its supervisor in MB, from Linux's /proc. */
function residentMb(pid = serverProcess.child.pid!): number {
  const [, kilobytes] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
  return children.reduce((sum, child) => sum + residentMb(Number(child)), Number(kilobytes) / 1024);
}

/** The heap of the server's main thread after a collection of garbage, in MB. */
async function heapMb(): Promise<number> {
  const printed = () => [...serverProcess.stderr().matchAll(/heap: (\d+)/g)];
  const before = printed().length;
  serverProcess.child.kill("SIGUSR2");
  while (printed().length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  return Number(printed().at(-1)![1]) / 1e6;
}

async function runNext(): Promise<void> {
  while (started < runs) {
    const kind = started++ % specs.length;
    const run = await server.start({ type: "spec", spec: specs[kind]!, data });
    const last = await lastValueFrom(run.events$);
    if (last.type === "finished") hashes[kind]!.add(last.hash);
    ended += 1;
    if (ended % REPORT_EVERY !== 0) continue;
    const soFar = ended;
    const measured = { residentMb: residentMb(), heapMb: await heapMb() };
    memory.push(measured);
    const seconds = (performance.now() - startMs) / 1000;
    console.log(`${soFar} runs in ${seconds.toFixed(0)} s: ${textOf(measured)}`);
  }
}

function textOf({ residentMb: resident, heapMb: heap }: (typeof memory)[number]): string {
  return `${resident.toFixed(0)} MB, ${heap.toFixed(1)} MB of it in use`;
}

await Promise.all(Array.from({ length: AT_A_TIME }, runNext));
const exitCode = await serverProcess.stop();
rmSync(folder, { recursive: true });
const growth = (memory.at(-1)?.heapMb ?? 0) - (memory[0]?.heapMb ?? 0);
const isFlat = growth <= MAX_GROWTH_MB && memory.every((at) => at.residentMb <= MAX_RESIDENT_MB);
const models = hashes.map(({ size }) => size);
const holds = ended === runs && exitCode === 0 && models.every((count) => count === 1) && isFlat;
console.log(
  `${holds ? "holds" : "MISSED"}: ${ended} runs, ${AT_A_TIME} at a time, in ${((performance.now() - startMs) / 1000).toFixed(0)} s; ` +
    `${models.join(" and ")} models of ${specs.length} trainings; ` +
    `heap in use ${memory.map((at) => at.heapMb.toFixed(1)).join(", ")} MB, resident at most ${Math.max(...memory.map((at) => at.residentMb)).toFixed(0)} MB; ` +
    `exit code ${exitCode}; load ${loadAverage().toFixed(1)}`,
);
process.exitCode = holds ? 0 : 1;
