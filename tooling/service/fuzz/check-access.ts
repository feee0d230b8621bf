/** Requests that must be rejected or that ask for unknown things: the expected reaction to each, and the server's. */
import { createDataset, dense } from "@epochal/core";
import { serve, type EpochalServer } from "@epochal/server";
import { connect } from "node:net";
import { opcodes, frame, openRawSocket, type RawOptions, type RawSocket } from "../raw-socket.ts";

export interface AccessCheck {
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

export async function checkAccess(): Promise<AccessCheck[]> {
  const open = await serve({ limits: { connections: 3, handshakeMs: 200 } });
  const locked = await serve({ token: "right" });
  const run = open.start(spec, data, { id: "here" });
  await new Promise<void>((resolve) => run.events$.subscribe({ complete: resolve }));
  await open.settled();
  const checks: AccessCheck[] = [];
  const check = async (what: string, expected: string, got: Promise<string>) => {
    checks.push({ what, expected, got: await got });
  };
  const openWith = (name: string, value: string) => handshake(open, { headers: { [name]: value } });
  const lockedWith = (authorization: string) => handshake(locked, { headers: { authorization } });
  try {
    await check("a page of a different origin", "403", openWith("origin", "https://evil.example"));
    await check("a different host, as after DNS rebinding", "403", openWith("host", "evil.example"));
    await check("a page of this machine", "101", openWith("origin", "http://localhost:3000"));
    await check("no token", "401", handshake(locked));
    await check("a wrong token", "401", lockedWith("Bearer wrong"));
    await check("the right token", "101", lockedWith("Bearer right"));
    await check("a wrong token in the address", "401", handshake(locked, { path: "/v1?token=wrong" }));
    await check("an unknown sub-protocol", "400", openWith("sec-websocket-protocol", "soap"));
    await check("an unknown address", "404", handshake(open, { path: "/v2" }));
    await check("an invalid position", "400", handshake(open, { path: "/v1/watch/here?after=yesterday" }));
    await check("one connection too many", "503", statusWhenFull(open));
    const oversize = frame(opcodes.text, Buffer.alloc(65_537, 32));
    await check("a message of 65,537 bytes", "close 1009", closeCode(open, oversize));
    await check("a message in too many fragments", "close 4100", closeCode(open, manyFragments()));
    await check("an unknown run", "error unknownRun", subscribe(open, "gone"));
    await check("a cursor of a different log", "error logReplaced", subscribe(open, "here", "gone:1"));
    const log = await subscribe(open, "here");
    await check("a cursor ahead of the log", "error cursorAhead", subscribe(open, "here", `${log}:999`));
    await check("a command to a server without a token", "refused", commandReply(open));
    await check("a handshake that never ends", "408", timeoutStatus(open, "GET /v1 HTTP/1.1\r\nhost: localhost\r\n"));
    await check("a connection that sends nothing", "408", timeoutStatus(open, ""));
  } finally {
    await Promise.all([open.close(), locked.close()]);
  }
  return checks;
}

/** Resolves to the status of the server's reply. */
function handshake({ port }: EpochalServer, options: RawOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(port, {
      ...options,
      onHandshake(status) {
        resolve(String(status));
        socket.destroy();
      },
      onDisconnect: () => resolve("disconnected"),
    });
  });
}

async function statusWhenFull(server: EpochalServer): Promise<string> {
  const untilFree = async () => {
    while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const occupy = () =>
    new Promise<RawSocket>((resolve) => {
      const socket = openRawSocket(server.port, { onHandshake: () => resolve(socket) });
    });
  await untilFree();
  const sockets = await Promise.all([occupy(), occupy(), occupy()]);
  const got = await handshake(server);
  for (const socket of sockets) socket.destroy();
  await untilFree();
  return got;
}

/** Sends bytes; resolves to how the server closes the connection. */
function closeCode({ port }: EpochalServer, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(port, {
      onHandshake: () => socket.write(bytes),
      onClose(code) {
        resolve(`close ${code}`);
        socket.destroy();
      },
      onDisconnect: () => resolve("disconnected"),
    });
  });
}

/** A message of 64 KiB in fragments of one letter. */
function manyFragments(): Buffer {
  const letter = Buffer.from(" ");
  const parts = [frame(opcodes.text, letter, false)];
  for (let i = 0; i < 60_000; i++) parts.push(frame(opcodes.continuation, letter, false));
  return Buffer.concat(parts);
}

/** The first reply to a message after `hello`; for a subscription the name of its log. */
function firstReply({ port }: EpochalServer, message: object): Promise<string> {
  return new Promise((resolve) => {
    const socket = openRawSocket(port, {
      onText(text) {
        const { type, code, log } = JSON.parse(text.toString()) as Record<string, string>;
        if (type === "hello") return socket.sendText(JSON.stringify(message));
        resolve(type === "error" ? `error ${code}` : type === "subscribed" ? log! : type!);
        socket.destroy();
      },
      onDisconnect: () => resolve("disconnected"),
    });
  });
}

function subscribe(server: EpochalServer, run: string, after?: string): Promise<string> {
  return firstReply(server, { type: "subscribe", id: "a", run, after });
}

function commandReply(server: EpochalServer): Promise<string> {
  return firstReply(server, { type: "command", id: "a", run: "here", key: "k", command: { type: "stop" } });
}

/** Sends only the beginning of a handshake; resolves to the status of the server's reply. */
function timeoutStatus({ port }: EpochalServer, beginning: string): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(beginning));
    socket.on("data", (data) => (received += data.toString()));
    socket.on("error", () => {}).on("close", () => resolve(received.slice(9, 12)));
  });
}
