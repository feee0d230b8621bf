import { notebook } from "@epochal/data";
import { serve } from "@epochal/server";
import type { TrainingEvent } from "@epochal/stream";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const folder = fileURLToPath(new URL("../python", import.meta.url));
const script = `${folder}/watch.py`;
const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import websockets"]).status === 0,
);
const hasPandas = python !== undefined && spawnSync(python, ["-c", "import pandas"]).status === 0;
const withoutPandas = hasPandas ? "" : " (skipped: this python3 has no pandas)";
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
function watch(args: readonly string[], onLine: (line: string) => void = () => {}) {
  return run([script, ...args], onLine);
}

async function run(args: readonly string[], onLine: (line: string) => void = () => {}) {
  const child = spawn(python!, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
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

/** Writes to a connection for ever, in pieces of the same text. */
function writeForEver(socket: Socket, text: string): void {
  const write = () => {
    if (!socket.destroyed) socket.write(text, () => setImmediate(write));
  };
  write();
}

/** The address of a server that replies to every request in its own way. */
async function replyingWith(reply: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => {}).once("data", () => reply(socket)));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server in Python that serves `talk`, and a client that prints how long it waits, for what, without waiting. */
const scripted = `
import asyncio, json, random, websockets
from epochal_client import Refused, follow
from epochal_client import connection
import epochal_client.follow, sys
module = sys.modules["epochal_client.follow"]
random.random = lambda: 1
waits, silences = [], []
class Asyncio:
    TimeoutError = asyncio.TimeoutError
    @staticmethod
    async def sleep(seconds):
        waits.append(seconds)
    @staticmethod
    def wait_for(awaitable, seconds):
        silences.append(seconds)
        return asyncio.wait_for(awaitable, 60)
module.asyncio = Asyncio
hello = {"type": "hello", "heartbeatMs": 1, "steering": True, "limits": {"window": 64}}
subscribed = {"type": "subscribed", "id": "watch", "run": "r", "log": "l", "from": 1, "head": 0}
async def watch(talk):
    async def serve(socket, path=None):
        try:
            await talk(socket)
        except websockets.ConnectionClosed:
            pass
    async with websockets.serve(serve, "127.0.0.1", 0, subprotocols=["epochal.v1.json"]) as server:
        port = server.sockets[0].getsockname()[1]
        try:
            async for event in follow(f"ws://127.0.0.1:{port}"):
                print(event)
        except Refused as error:
            print("Refused:", error)
async def say(socket, *messages):
    for message in messages:
        await socket.send(json.dumps(message))
`;

/** The address of a proxy that closes the first and the third connection in its handshake: as the client starts a run and watches it. */
async function losingHandshakes(port: number): Promise<string> {
  let count = 0;
  const proxy = createServer((socket) => {
    count += 1;
    socket.on("error", () => {});
    if (count === 1 || count === 3) socket.once("data", () => socket.destroy());
    else socket.pipe(connect(port, "127.0.0.1").on("error", () => socket.destroy())).pipe(socket);
  });
  onTestFinished(() => void proxy.close());
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
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

  test.skipIf(!hasPandas)(
    `the example of its README starts a run, watches it, and gets its model, although handshakes are lost${withoutPandas}`,
    async () => {
      const server = await serve({
        token: "choose-a-long-one",
        findTraining: async () => ({ name: "notebook", spec: { ...spec, epochs: 20 }, data }),
      });
      onTestFinished(() => server.close());
      const readme = readFileSync(`${folder}/README.md`, "utf8");
      const example = /```python\n([^]*?)```/
        .exec(readme)![1]!
        .replace("ws://localhost:8080", await losingHandshakes(server.port));
      const { lines, stderr, exitCode } = await run(["-c", example]);
      expect([stderr, exitCode]).toEqual(["", 0]);
      expect(lines).toEqual([
        "completed",
        "epoch",
        expect.stringMatching(/^20 +\d\.\d+$/),
        "Name: loss, dtype: float64",
        expect.stringMatching(/^\{'part': 'train', 'metric': 'rmse', 'value': [\d.]+\}$/),
      ]);
    },
  );

  test.skipIf(!hasPandas)(
    `a frame has the epochs of a run, without those that a rewind has discarded${withoutPandas}`,
    async () => {
      const server = await serve();
      onTestFinished(() => server.close());
      const started = server.start({ ...spec, epochs: 50 }, data, { worker: false });
      const finished = new Promise<void>((complete) => started.events$.subscribe({ complete }));
      started.command({ type: "pause" });
      started.command({ type: "resume" });
      await finished;
      await server.settled();
      const script = `
import asyncio, sys
from epochal_client import Client, epoch_columns, epoch_frame
server = Client(sys.argv[1])
frame = server.frame()
columns = epoch_columns(server.stored())
print(frame.index.name, list(frame.index) == columns["epoch"], list(frame.columns), str(frame.dtypes["time"]))
print(all(list(frame[name]) == columns[name] for name in ("loss", "learningRate", "gradientNorm")), len(frame))
print([time.timestamp() * 1000 for time in frame["time"].dt.round("ms")] == columns["time"])
async def cell():
    # A notebook's cell runs in an event loop.
    return epoch_frame(server.watch())
print(asyncio.run(cell()).equals(frame))
print(len(epoch_frame([])))
rewound = [{"type": "commanded", "outcome": "applied", "command": {"type": "rewind"}, "epoch": 3}]
print(list(epoch_frame([*server.stored(), *rewound]).index))`;
      const { lines, stderr, exitCode } = await run(["-c", script, server.url]);
      expect([stderr, exitCode]).toEqual(["", 0]);
      expect(lines).toEqual([
        expect.stringMatching(/^epoch True \['time', 'loss', 'learningRate', 'gradientNorm'\] datetime64\[\w+, UTC\]$/),
        "True 50",
        "True",
        "True",
        "0",
        "[1, 2, 3]",
      ]);
    },
  );

  test("a frame without pandas is refused in one line; everything else works", async () => {
    const server = await serve();
    onTestFinished(() => server.close());
    server.start({ ...spec, epochs: 5 }, data, { worker: false });
    await server.settled();
    const script = `
import sys
sys.modules["pandas"] = None
from epochal_client import Client, epoch_columns
server = Client(sys.argv[1])
print(len(epoch_columns(server.watch())["loss"]))
try:
    server.frame()
except ImportError as error:
    print(error)`;
    const { lines, stderr } = await run(["-c", script, server.url]);
    expect([stderr, lines]).toEqual([
      "",
      ["5", 'epoch_frame: pandas is not installed: pip install "epochal-client[pandas]"'],
    ]);
  });

  test("a server that makes the client wait is given up, and a reply of another kind is refused in one line", async () => {
    const head = "HTTP/1.1 200 OK\r\n";
    const dripping = (text: string) => replyingWith((socket) => (socket.write(text), writeForEver(socket, " ")));
    const ending = (text: string) => replyingWith((socket) => socket.end(text));
    const urls = await Promise.all([
      // The client waits for the first four in vain.
      replyingWith(() => {}),
      dripping(head),
      dripping(`${head}\r\n`),
      replyingWith(
        (socket) => (socket.write(`${head}transfer-encoding: chunked\r\n\r\n`), writeForEver(socket, "1\r\n \r\n")),
      ),
      ending(`${head}\r\n${"[".repeat(100_000)}`),
      ending(`${head}\r\n[${"{},".repeat(1_000_000)}{}]`),
      ending(`${head}content-length: 10\r\n\r\n[]`),
      ending("HTTP/1.1 503 Busy\r\n\r\n[]"),
      ending("SSH-2.0-x\r\n"),
    ]);
    const script = `
import sys
from epochal_client.connection import Refused
from epochal_client.replies import get_json, get_lines
for number, url in enumerate(sys.argv[1:]):
    seconds = 0.1 if number < 4 else 100
    for get in (get_json, lambda *given: next(get_lines(*given))):
        try:
            print(get(url, "/v1/runs", None, seconds))
        except (OSError, Refused) as error:
            print(type(error).__name__, str(error)[:70])`;
    const { lines, stderr } = await run(["-c", script, ...urls]);
    const late = "TimeoutError the server sent no complete reply within 0.1 s";
    const deep = `Refused expected JSON, got b'${"[".repeat(40)}'`.slice(0, 78);
    const parts = "Refused expected JSON with fewer parts";
    const other = "OSError expected a complete reply in HTTP, got BadStatusLine('SSH-2.0-x\\r\\n')".slice(0, 78);
    expect([stderr, lines]).toEqual([
      "",
      [
        ...Array.from({ length: 8 }, () => late),
        deep,
        deep,
        parts,
        parts,
        expect.stringMatching(/^OSError expected a complete reply in HTTP, got IncompleteRead/),
        "[]",
        "Refused 503 Busy",
        "Refused 503 Busy",
        other,
        other,
      ],
    ]);
  });

  test("no server sets absurd times, or has the client come back for ever at once", async () => {
    const script = `${scripted}
count = 0
async def talk(socket):
    global count
    count += 1
    await say(socket, hello, subscribed)
    if count == 6:
        await say(socket, {"type": "end", "seq": 0})
        await socket.wait_closed()
    elif count % 2:
        await socket.close(4200)
    else:
        await say(socket, {"type": "draining", "closeMs": 0, "returnMs": -1})
asyncio.run(watch(talk))
print(set(silences), waits)`;
    const { lines, stderr } = await run(["-c", script]);
    expect([stderr, lines]).toEqual(["", ["{2.5} [0, 1.0, 2.0, 4.0, 8.0]"]]);
  });

  test("a server that violates the protocol is refused in one line", async () => {
    const script = `${scripted}
for messages in ([{}], [[]], [{"type": "hello"}], [{**hello, "heartbeatMs": "x"}], [hello, {"type": "events"}], [hello, {"type": "gap", "from": None}], [hello, subscribed, {"type": "events", "first": 1, "chunk": {"type": "epochs", "loss": ["x"]}}]):
    async def talk(socket):
        await say(socket, *messages)
        await socket.wait_closed()
    asyncio.run(watch(talk))
async def talk(socket):
    await socket.send("[" * 100000)
    await socket.wait_closed()
asyncio.run(watch(talk))
connection.MAX_BYTES = 1000
async def talk(socket):
    await say(socket, hello, {"type": "x" * 2000})
    await socket.wait_closed()
asyncio.run(watch(talk))`;
    const { lines, stderr } = await run(["-c", script]);
    expect([stderr, lines]).toEqual([
      "",
      Array.from({ length: 9 }, () => expect.stringMatching(/^Refused: expected /) as string),
    ]);
    expect(lines.at(-1)).toBe("Refused: expected messages of at most 1000 bytes, got more");
  });

  test("no text of a server is written raw", async () => {
    const script = String.raw`from watch import printable
print(printable("a\x1b]52;c;aGk=\x07\x9b31m\u202eb\ud800\nü"))`;
    expect((await run(["-c", script])).lines).toEqual([String.raw`a\x1b]52;c;aGk=\x07\x9b31m\u202eb\ud800\nü`]);
  });

  test("commands change a run, and a refusal has a code", async () => {
    const server = await serve({ token: "right" });
    onTestFinished(() => server.close());
    const started = server.start(spec, data, { isPaused: true });
    const commanded: string[] = [];
    started.events$.subscribe((event) => {
      if (event.type === "commanded") commanded.push(`${event.command.type} ${event.by ?? ""}`);
    });
    const script = `
import asyncio, sys
from epochal_client import Client, Refused
server = Client(sys.argv[1], token="right")
async def main():
    run = server.runs()[0]["id"]
    await server.command(run, {"type": "set", "learningRate": 0.5}, by="Ada")
    await server.command(run, {"type": "stop"})
    print([event["type"] async for event in server.events(run)][-1])
    for client in (server, Client(sys.argv[1], token="wrong")):
        try:
            await client.command("gone", {"type": "pause"})
        except Refused as error:
            print(error.code, error)
asyncio.run(main())`;
    const { lines, stderr } = await run(["-c", script, server.url]);
    expect([stderr, lines]).toEqual([
      "",
      ["finished", expect.stringMatching(/^unknownRun /), expect.stringMatching(/^None the server refused: .*401/)],
    ]);
    expect(commanded).toEqual(["pause ", "set Ada", "stop "]);
  });
});
