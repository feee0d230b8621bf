/** Feeds hostile files to the command: each must end in one line, in bounded time and memory. */
import { createRandom } from "@epochal/core";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHostileFiles, type FileKind } from "./hostile-files.ts";
import { residentMemory } from "./run-floods.ts";

export interface FilesResult {
  /** How often each command was run. */
  readonly runs: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  readonly slowestMs: number;
  /** The largest resident memory of a command, in bytes; 0 if it cannot be measured. */
  readonly peakBytes: number;
}

const main = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const LIMIT_MS = 60_000;
const LIMIT_BYTES = 2 ** 30;

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly ms: number;
  readonly peakBytes: number;
}

/** The commands that read a file of each kind; `FILE` is the file, `TABLE` a valid table. */
const commands: Readonly<Record<FileKind, readonly (readonly string[])[]>> = {
  store: [
    ["serve", "--no-supervise", "--wait", "--port", "0", "--store", "FILE"],
    ["replay", "FILE", "--format", "ndjson", "--speed", "0"],
    ["verify", "FILE"],
    ["runs", "show", "FILE"],
  ],
  checkpoint: [["train", "--resume", "FILE", "--epochs", "30"]],
  model: [
    ["predict", "FILE", "TABLE"],
    ["export", "FILE", "/dev/null/model.onnx"],
  ],
  safetensors: [["predict", "FILE", "TABLE"]],
  table: [["train", "FILE", "--target", "y", "--epochs", "2", "--ensemble", "1"]],
};
const extensions = { store: "db", checkpoint: "json", model: "json", safetensors: "safetensors", table: "csv" };

/** @param count the number of hostile files. */
export async function runFiles(count: number, seed: number): Promise<FilesResult> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-files-"));
  try {
    const { files, table } = await makeValidFiles(folder);
    const next = createHostileFiles(files, createRandom(seed));
    const runs: Record<string, number> = {};
    const problems: string[] = [];
    let [slowestMs, peakBytes] = [0, 0];
    for (let i = 0; i < count; i++) {
      const { kind, change, bytes } = next();
      const args = commands[kind][i % commands[kind].length]!;
      const file = join(folder, `hostile.${extensions[kind]}`);
      for (const rest of ["", "-wal", "-shm"]) rmSync(`${file}${rest}`, { force: true });
      writeFileSync(file, bytes);
      const ended = await run(args.map((arg) => ({ FILE: file, TABLE: table })[arg] ?? arg));
      const what = args.slice(0, args[0] === "runs" ? 2 : 1).join(" ");
      runs[what] = (runs[what] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, ended.ms);
      peakBytes = Math.max(peakBytes, ended.peakBytes);
      const fault = faultOf(ended);
      if (fault !== undefined) {
        problems.push(`${what} of a ${kind}, ${change}: ${fault}: ${ended.stderr.slice(-400).trim()}`);
        copyFileSync(file, join(tmpdir(), `epochal-problem-${problems.length}.${extensions[kind]}`));
      }
    }
    return { runs, problems, slowestMs, peakBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is wrong with how a command has ended; undefined if nothing is. */
function faultOf({ code, stderr, ms, peakBytes }: Ended): string | undefined {
  if (code === null) return `killed after ${(ms / 1000).toFixed(0)} s`;
  if (peakBytes > LIMIT_BYTES) return `took ${(peakBytes / 2 ** 20).toFixed(0)} MiB`;
  const lines = stderr.split("\n").filter((line) => line !== "");
  const strange = lines.find((line) => !line.startsWith("epochal: "));
  if (strange !== undefined) return `a line that is no message: ${strange.slice(0, 200)}`;
  return code === 2 && lines.length === 0 ? "no word of what is wrong" : undefined;
}

/** Runs the command. A server is stopped as soon as it serves. */
async function run(args: readonly string[]): Promise<Ended> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let [stderr, peakBytes] = ["", 0];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (/ at ws:/.test(stderr)) child.kill("SIGTERM");
  });
  const memory = setInterval(() => (peakBytes = Math.max(peakBytes, residentMemory(child.pid!))), 20);
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(memory);
  clearTimeout(limit);
  return { code, stderr, ms: performance.now() - startMs, peakBytes };
}

/** A file of each kind, as the command writes it. */
async function makeValidFiles(folder: string) {
  const at = (name: string) => join(folder, name);
  const random = createRandom(1);
  const rows = Array.from({ length: 60 }, () => [random.rand(), random.rand()]);
  writeFileSync(at("table.csv"), ["a,b,y", ...rows.map(([a, b]) => `${a},${b},${3 * a! - b!}`), ""].join("\n"));
  const train = ["train", at("table.csv"), "--target", "y", "--epochs", "20", "--ensemble", "1", "--hidden", "4"];
  const outputs = ["--store", at("store.db"), "--save", at("model.json"), "--checkpoint", at("checkpoint.json")];
  for (const args of [
    [...train, ...outputs],
    ["export", at("model.json"), at("model.safetensors")],
  ]) {
    const { code, stderr } = await run(args);
    if (code !== 0) throw new Error(`runFiles: ${args.join(" ")} has ended with ${code}: ${stderr}`);
  }
  const read = (name: string) => readFileSync(at(name));
  const files: Record<FileKind, Buffer> = {
    store: read("store.db"),
    checkpoint: read("checkpoint.json"),
    model: read("model.json"),
    safetensors: read("model.safetensors"),
    table: read("table.csv"),
  };
  return { files, table: at("table.csv") };
}
