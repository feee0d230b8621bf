import { notebook } from "@epochal/data";
import { serve } from "@epochal/server";
import type { TrainingEvent } from "@epochal/stream";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("../python/watch.py", import.meta.url));
const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import websockets"]).status === 0,
);
const absent = python ? "" : " (skipped: no python3 here has the package websockets)";

const { spec, data } = notebook();

/** A proxy that can cut all connections to the server. */
async function startProxy(port: number) {
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {}).on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    proxy.close();
  });
  return { url: `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut };
}

/** Runs `watch.py`; resolves to its output and exit code. */
async function watch(args: readonly string[], onLine: (line: string) => void = () => {}) {
  const child = spawn(python!, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill());
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    onLine(line);
  }
  const [exitCode] = (await exited) as [number];
  return { lines, stderr, exitCode };
}

describe.skipIf(!python)(`the client in Python${absent}`, () => {
  test("receives every event once and in order, although its connection is cut four times", async () => {
    const server = await serve();
    onTestFinished(() => server.close());
    const run = server.start(spec, data, { epochsPerSecond: 1000 });
    const events: TrainingEvent[] = [];
    run.events$.subscribe((event) => events.push(event));
    const proxy = await startProxy(server.port);
    let cuts = 0;
    let count = 0;
    const { lines, stderr, exitCode } = await watch([proxy.url, "--json"], () => {
      count += 1;
      if (cuts === 4 || count < 150 * (cuts + 1)) return;
      cuts += 1;
      proxy.cut();
    });
    expect({ stderr, exitCode, cuts }).toEqual({ stderr: "", exitCode: 0, cuts: 4 });
    const seen = lines.map((line) => JSON.parse(line) as TrainingEvent);
    expect(seen.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
    const epochs = (all: readonly TrainingEvent[]) => all.filter(({ type }) => type === "epoch");
    expect(epochs(seen)).toEqual(epochs(events));
  });

  test("reports an unknown run, a wrong token and a missing server in one line", async () => {
    const server = await serve({ token: "right" });
    onTestFinished(() => server.close());
    const unknown = await watch([server.url, "gone", "--token", "right"]);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(/^watch\.py: subscribe: expected .*"gone".*\n$/),
    ]);
    const wrong = await watch([server.url, "--token", "wrong"]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/^watch\.py: the server refused: .*401\n$/),
    ]);
    const noServer = await watch(["ws://127.0.0.1:1"]);
    expect([noServer.exitCode, noServer.stderr]).toEqual([1, expect.stringMatching(/^watch\.py: .*\n$/)]);
  });
});
