/** Floods a supervised server with each kind in turn, while a bystander pings it and its memory is measured. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { openRawSocket } from "../raw-socket.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";
import { floods } from "./floods.ts";

export interface FloodResult {
  readonly name: string;
  /** How long the bystander waited for a reply: the median, the 99th percentile and the longest, in milliseconds. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly pings: number;
  /** The server's most resident memory beyond that at its start, in bytes; 0 if it cannot be measured. */
  readonly growth: number;
  /** Other faults, such as a server that has exited. */
  readonly problems: readonly string[];
}

const TOKEN = "a-token-for-the-flood";
const PING_EVERY_MS = 10;

/**
 * Floods one server with each kind in turn; first comes no flood, for comparison.
 * @param seconds of each flood.
 */
export async function runFloods(seconds: number): Promise<FloodResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-floods-"));
  const store = ["--supervise", "--store", join(folder, "runs.db"), "--keep-bytes", "256M"];
  const server = await startServerProcess(["--speed", "500", "--epochs", "1000000000", ...store], TOKEN);
  const start = residentMemory(server.servingPid());
  const results: FloodResult[] = [];
  for (const name of ["no flood", ...Object.keys(floods)]) results.push(await runFlood(server, name, seconds, start));
  const exitCode = await server.stop();
  rmSync(folder, { recursive: true });
  const end = exitCode === 0 ? [] : [`the server has exited with ${exitCode}: ${server.stderr()}`];
  return results.map((result, i) =>
    i < results.length - 1 ? result : { ...result, problems: [...result.problems, ...end] },
  );
}

async function runFlood(server: ServerProcess, name: string, seconds: number, start: number): Promise<FloodResult> {
  const problems: string[] = [];
  const bystander = await openBystander(server.port);
  let peak = 0;
  const memory = setInterval(() => (peak = Math.max(peak, residentMemory(server.servingPid()))), 50);
  const target = { port: server.port, token: TOKEN, run: server.run };
  const worker =
    name in floods && new Worker(new URL("flood-worker.ts", import.meta.url), { workerData: { name, target } });
  if (worker) worker.on("error", (error) => problems.push(`the flood: ${error.message}`));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const waits = await bystander.close();
  clearInterval(memory);
  if (worker) await worker.terminate();
  problems.push(...(await remains(server)));
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? Infinity;
  const [medianMs, p99Ms, maxMs] = [at(0.5), at(0.99), at(1)];
  return { name, medianMs, p99Ms, maxMs, pings: waits.length, growth: peak - start, problems };
}

/** The faults after the flood: the server must still serve its run to clients, and have logged no defect. */
async function remains(server: ServerProcess): Promise<string[]> {
  const { port, run, child } = server;
  if (child.exitCode !== null) return [`the server has exited: ${server.stderr()}`];
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`http://127.0.0.1:${port}/v1/runs`, { headers });
  const runs = (await response.json()) as { id: string; status: string }[];
  const status = runs.find(({ id }) => id === run)?.status;
  return [
    ...(status === "running" || status === "paused" ? [] : [`the run is ${status ?? "gone"}`]),
    ...server
      .stderr()
      .split("\n")
      .filter((line) => /a client got no reply|the server has died|Warning|^ {4}at /.test(line))
      .slice(0, 3),
  ];
}

/** A client that pings, each time the interval after the reply, over a connection that it opens once. `close` resolves to all waits, sorted. */
async function openBystander(port: number): Promise<{ close(): Promise<number[]> }> {
  const waits: number[] = [];
  let sentMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ping = () => {
    sentMs = performance.now();
    socket.sendText('{"type":"ping","n":1}');
  };
  const socket = openRawSocket(port, {
    headers: { authorization: `Bearer ${TOKEN}` },
    onDisconnect: () => reject(new Error("openBystander: expected a connection, got none")),
    onText(text) {
      if (text.includes('"hello"')) return resolve();
      if (sentMs === undefined || !text.includes('"pong"')) return;
      waits.push(performance.now() - sentMs);
      sentMs = undefined;
      timer = setTimeout(ping, PING_EVERY_MS);
    },
  });
  await promise;
  ping();
  return {
    async close() {
      clearTimeout(timer);
      // A reply that is due counts with the time that it has taken so far.
      if (sentMs !== undefined) waits.push(performance.now() - sentMs);
      socket.destroy();
      return waits.toSorted((a, b) => a - b);
    },
  };
}

/** Resident memory of a process in bytes, from Linux's /proc; 0 on other systems. */
export function residentMemory(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
