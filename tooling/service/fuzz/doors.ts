/** Whoever may not come in, or wants what is not there: what each of them is told. */
import { createDataset, dense } from "@epochal/core";
import { serve, type EpochalServer } from "@epochal/server";
import { connect } from "node:net";
import { opcodes, frame, openRawSocket, type RawOptions } from "../raw-socket.ts";

export interface DoorCheck {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

const data = { train: createDataset([0, 1, 2], [2, 5, 8]) };
const spec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.1 },
  epochs: 3,
  seed: 1,
} as const;

export async function checkDoors(): Promise<DoorCheck[]> {
  const open = await serve({ limits: { connections: 3, handshakeMs: 200 } });
  const locked = await serve({ token: "right" });
  const run = open.start(spec, data, { id: "here" });
  await new Promise<void>((resolve) => run.events$.subscribe({ complete: resolve }));
  await open.settled();
  const checks: DoorCheck[] = [];
  const check = async (what: string, expected: string, got: Promise<string>) => {
    checks.push({ what, expected, got: await got });
  };
  try {
    await check("a page of another origin", "403", answer(open, { headers: { origin: "https://evil.example" } }));
    await check("another host, as after DNS rebinding", "403", answer(open, { headers: { host: "evil.example" } }));
    await check("a page of this machine", "101", answer(open, { headers: { origin: "http://localhost:3000" } }));
    await check("no token", "401", answer(locked, {}));
    await check("a wrong token", "401", answer(locked, { headers: { authorization: "Bearer wrong" } }));
    await check("the right token", "101", answer(locked, { headers: { authorization: "Bearer right" } }));
    await check("a wrong token in the address", "401", answer(locked, { path: "/v1?token=wrong" }));
    await check("another sub-protocol", "400", answer(open, { headers: { "sec-websocket-protocol": "soap" } }));
    await check("no address", "404", answer(open, { path: "/v2" }));
    await check("a place that is none", "400", answer(open, { path: "/v1/watch/here?after=yesterday" }));
    await check("one connection too many", "503", withFull(open));
    await check(
      "a message of 65,537 bytes",
      "close 1009",
      closing(open, frame(opcodes.text, Buffer.alloc(65_537, 32))),
    );
    await check("a message in too many pieces", "close 1008", closing(open, pieces()));
    await check("a run that is not there", "error unknownRun", saying(open, { run: "gone" }));
    await check("a cursor of another log", "error logReplaced", saying(open, { run: "here", after: "gone:1" }));
    const log = await logOf(open);
    await check("a cursor ahead of the log", "error cursorAhead", saying(open, { run: "here", after: `${log}:999` }));
    await check("a command where there is no token", "refused", commanding(open));
    await check("a handshake that never ends", "408", neverEnding(open, "GET /v1 HTTP/1.1\r\nhost: localhost\r\n"));
    await check("a connection that says nothing", "408", neverEnding(open, ""));
  } finally {
    await Promise.all([open.close(), locked.close()]);
  }
  return checks;
}

function answer({ port }: EpochalServer, options: RawOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(port, options, {
      onAnswer(status) {
        resolve(String(status));
        socket.destroy();
      },
      onGone: () => resolve("nothing"),
    });
  });
}

async function withFull(server: EpochalServer): Promise<string> {
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  const sockets = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise<{ destroy(): void }>((resolve) => {
          const socket = openRawSocket(server.port, {}, { onAnswer: () => resolve(socket) });
        }),
    ),
  );
  const got = await answer(server, {});
  for (const socket of sockets) socket.destroy();
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  return got;
}

/** Sends it, and says how the connection was closed. */
function closing({ port }: EpochalServer, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(
      port,
      {},
      {
        onAnswer: () => socket.write(bytes),
        onClose(code) {
          resolve(`close ${code}`);
          socket.destroy();
        },
        onGone: () => resolve("gone"),
      },
    );
  });
}

/** A message of 64 KiB, letter by letter. */
function pieces(): Buffer {
  const letter = Buffer.from(" ");
  const parts = [frame(opcodes.text, letter, false)];
  for (let i = 0; i < 60_000; i++) parts.push(frame(opcodes.continuation, letter, false));
  return Buffer.concat(parts);
}

/** What is said to a message, `hello` left out: the first that says it. */
function heard({ port }: EpochalServer, message: object): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(
      port,
      {},
      {
        onText(text) {
          const { type, code, log } = JSON.parse(text.toString()) as Record<string, string>;
          if (type === "hello") socket.say(JSON.stringify(message));
          else {
            resolve(type === "error" ? `error ${code}` : type === "subscribed" ? log! : type!);
            socket.destroy();
          }
        },
        onGone: () => resolve("gone"),
      },
    );
  });
}

function saying(server: EpochalServer, wish: object): Promise<string> {
  return heard(server, { type: "subscribe", id: "a", ...wish });
}

function logOf(server: EpochalServer): Promise<string> {
  return saying(server, { run: "here" });
}

function commanding(server: EpochalServer): Promise<string> {
  return heard(server, { type: "command", id: "a", run: "here", key: "k", command: { type: "stop" } });
}

/** The beginning of a handshake, and nothing more: what the server says to that. */
function neverEnding({ port }: EpochalServer, beginning: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(beginning));
    socket.on("data", (data) => (said += data.toString()));
    socket.on("error", () => {}).on("close", () => resolve(said.slice(9, 12)));
  });
}
