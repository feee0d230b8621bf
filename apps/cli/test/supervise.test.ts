import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn, type ChildProcess } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { epochal, main, start, temporaryFolder, waitForOutput } from "./harness/program.ts";

/** The process that trains and serves, and the one on standby, as far as there are any. */
function childProcesses({ pid }: ChildProcess): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

const servingProcess = (supervisor: ChildProcess) => childProcesses(supervisor)[0];

async function untilStandby({ child }: { readonly child: ChildProcess }): Promise<readonly number[]> {
  await expect.poll(() => childProcesses(child).length, { timeout: 60_000 }).toBe(2);
  return childProcesses(child);
}

const isAlive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

/** Starts a server with a store and without a terminal. */
async function startServer(...options: string[]) {
  const store = join(temporaryFolder(), "runs.db");
  const server = start("serve", "--port", "0", "--store", store, ...options);
  const url = await waitForOutput(server.child.stderr, /(ws:\/\/\S+) /);
  return { ...server, url, store };
}

test("a server whose process dies is back on the same port, and its watchers see each epoch once", async () => {
  const server = await startServer("--epochs", "1200", "--speed", "100");
  const watcher = start("watch", server.url, "--every", "1");
  let seen = /Epoch 20,/;
  for (const signal of ["SIGKILL", "SIGSEGV"] as const) {
    await waitForOutput(watcher.child.stdout, seen);
    const back = waitForOutput(watcher.child.stderr, /connected again/);
    process.kill(servingProcess(server.child)!, signal);
    await back;
    // Some epochs of the run that continues.
    seen = /(Epoch .*\n){300}/;
  }
  const { stdout, stderr, exitCode } = await watcher.ended;
  const lines = stdout.trimEnd().split("\n");
  expect(lines.slice(0, -1).map((line) => Number(/^Epoch (\d+), /.exec(line)?.[1]))).toEqual(
    Array.from({ length: 1200 }, (_, i) => i + 1),
  );
  expect([lines.at(-1), exitCode]).toEqual(["finished: 1200 epochs", 0]);
  expect(stderr).not.toContain("interrupted");

  server.child.kill("SIGTERM");
  const ended = await server.ended;
  expect(ended.exitCode).toBe(0);
  const deaths = ended.stderr.split("\n").filter((line) => line.startsWith("{"));
  expect(deaths.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: "error", signal: "SIGKILL", restarts: 1, delayMs: 0 },
    { level: "error", signal: "SIGSEGV", restarts: 2, delayMs: 0 },
  ]);
  const runs = JSON.parse((await epochal("runs", "list", server.store, "--json")).stdout) as { id: string }[];
  expect(runs).toMatchObject([
    { resumes: runs[1]!.id, status: "finished", reason: "completed" },
    { resumes: runs[2]!.id, status: "interrupted" },
    { status: "interrupted" },
  ]);
});

test("a server that is killed after its run has ended trains nothing again", async () => {
  const server = await startServer("--epochs", "10", "--speed", "0");
  await start("watch", server.url).ended;
  const [serving, standby] = await untilStandby(server);
  const again = waitForOutput(server.child.stderr, /serving .* at (ws:\S+) /);
  process.kill(serving!, "SIGKILL");
  expect(await again).toBe(server.url);
  expect(servingProcess(server.child)).toBe(standby);
  expect(JSON.parse((await epochal("runs", "list", server.store, "--json")).stdout)).toHaveLength(1);
  server.child.kill("SIGINT");
  expect((await server.ended).exitCode).toBe(0);
});

test.each(["SIGKILL", "SIGTERM"] as const)(
  "the process that serves and the one on standby end with their supervisor, by %s",
  async (signal) => {
    const server = await startServer();
    const pids = await untilStandby(server);
    server.child.kill(signal);
    await expect.poll(() => pids.some(isAlive), { timeout: 60_000 }).toBe(false);
  },
);

test("a server that gets SIGINT until it has ended has not failed", async () => {
  const server = await startServer();
  const again = setInterval(() => server.child.kill("SIGINT"), 20);
  const { exitCode } = await server.ended.finally(() => clearInterval(again));
  // Without a code the signal has ended it: 130 for a shell.
  expect([0, 130, null]).toContain(exitCode);
});

test.each([
  [["--keep-bytes", "256M"], true],
  [[], false],
])("the heap of the process that serves is limited if its store is: %j: %j", async (options, isLimited) => {
  const server = await startServer(...options);
  const command = readFileSync(`/proc/${servingProcess(server.child)}/cmdline`, "utf8").replaceAll("\0", "\n");
  expect(/^--max-heap-size=\d+$/m.test(command)).toBe(isLimited);
  expect(command).toMatch(/^--max-semi-space-size=4$/m);
});

test("threads of a process whose heap is limited have heaps of their own", async () => {
  const folder = temporaryFolder();
  const print = join(folder, "print.mjs");
  writeFileSync(
    print,
    `import v8 from "node:v8";
    import { isMainThread } from "node:worker_threads";
    process._rawDebug((isMainThread ? "process: " : "thread: ") + v8.getHeapStatistics().heap_size_limit);`,
  );
  const args = ["serve", "--port", "0", "--store", join(folder, "runs.db"), "--keep-bytes", "1M"];
  const env = { ...process.env, NODE_OPTIONS: `--import=${print}` };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  // The supervisor is printed first.
  const printed = await waitForOutput(child.stderr.setEncoding("utf8"), /process: \d+\s+(process: \d+\s+thread: \d+)/);
  const [served, thread] = printed.match(/\d+/g)!.map(Number);
  expect(served).toBeLessThan(512 * 1024 ** 2);
  expect(thread).toBeGreaterThan(served!);
});

test("with --no-supervise, or without a store, there is one process", async () => {
  const server = await startServer("--no-supervise");
  expect(servingProcess(server.child)).toBeUndefined();
  const other = start("serve", "--port", "0");
  await waitForOutput(other.child.stderr, /ws:/);
  expect(servingProcess(other.child)).toBeUndefined();
});

test.each([
  [["--supervise"], 2, /^epochal: --supervise needs --store: name a file, /],
  [["--supervise", "--store", ":memory:"], 2, /^epochal: --supervise needs --store: /],
  [["--supervise", "--store", "/nowhere/runs.db"], 2, /^epochal: .*create its folder and allow writing to it/],
])("serve %j ends with %i, and is not started again", async (options, code, line) => {
  const { stderr, exitCode } = await epochal("serve", "--port", "0", ...options);
  expect(stderr).toMatch(line);
  expect([stderr.trimEnd().split("\n").length, exitCode]).toEqual([1, code]);
});
