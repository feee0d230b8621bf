/** No text from elsewhere reaches a terminal or a pipe with characters that a terminal executes or reorders. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { recipe, parseCsv } from "@epochal/data";
import { serve } from "@epochal/server";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { epochal, temporaryFolder, type Ended } from "./harness/program.ts";
import { openTerminal } from "./harness/terminal.ts";

/** Sets the clipboard, clears the screen, reverses text, forges a line. */
const EVIL = "\u001b]52;c;ZXZpbA==\u0007\u009b2J\u202eevil\u2066\u200f\u007f";
const FORGED = `${EVIL}\repochal: forged`;

// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function expectSafe(ended: Ended, expected: RegExp = /^/): void {
  const { stdout, stderr } = ended;
  for (const text of [stdout, stderr]) expect(UNSAFE.exec(text)?.input).toBeUndefined();
  expect(stdout + stderr).toMatch(expected);
}

/** A table whose column names are terminal commands. */
function hostileTable(names: readonly string[]): string {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const rows = Array.from({ length: 60 }, () => {
    const [a, b] = [random(), random()];
    return `${a.toFixed(3)},${b.toFixed(3)},${(3 * a - b).toFixed(3)}`;
  });
  return [names.map((name) => `"${name}"`).join(","), ...rows, ""].join("\n");
}

function writeTable(): { readonly folder: string; readonly file: string; readonly args: readonly string[] } {
  const folder = temporaryFolder();
  const file = join(folder, `houses${EVIL}.csv`);
  writeFileSync(file, hostileTable([`a${EVIL}`, `b${EVIL}`, `y${EVIL}`]));
  return { folder, file, args: [file, "--target", `y${EVIL}`, "--epochs", "20", "--ensemble", "1", "--hidden", "4"] };
}

test("a hostile table, trained, cross-validated, read out, and as JSON", async () => {
  const { folder, args } = writeTable();
  const store = join(folder, "runs.db");
  const save = join(folder, "model.json");
  expectSafe(await epochal("train", ...args, "--store", store, "--save", save), /importance/);
  expectSafe(await epochal("train", ...args, "--seeds", "2"), /mean best loss of 2 seeds/);
  expectSafe(await epochal("train", ...args, "--cv", "3"), /straight line/);
  const events = await epochal("train", ...args, "--format", "ndjson");
  expectSafe(events);
  const started = events.stdout.split("\n").map((line) => line && (JSON.parse(line) as { name?: string }).name);
  expect(started[0]).toContain(EVIL);
  expectSafe(await epochal("train", ...args, "--reader"), /Stopped early after 10 epochs/);
});

test("a hostile run in a store, in every command that shows it", async () => {
  const { folder, args, file } = writeTable();
  const store = join(folder, `runs${EVIL}.db`);
  const save = join(folder, "model.json");
  await epochal("train", ...args, "--store", store, "--save", save, "--checkpoint", join(folder, "run.json"));
  expectSafe(await epochal("runs", "list", store), /houses\\u001b/);
  const list = await epochal("runs", "list", store, "--json");
  expectSafe(list);
  expect(JSON.parse(list.stdout)).toMatchObject([{ name: expect.stringContaining(EVIL) as string }]);
  expectSafe(await epochal("runs", "show", store), /houses\\u001b/);
  expectSafe(await epochal("runs", "show", store, "--json"));
  expectSafe(await epochal("runs", "export", store), /\\u001b/);
  expectSafe(await epochal("verify", store), /identical/);
  expectSafe(await epochal("verify", store, "--json"));
  expectSafe(await epochal("replay", store), /Epoch 10/);
  expectSafe(await epochal("replay", store, "--reader"), /Stopped early/);
  expectSafe(await epochal("replay", store, "--print"), /houses/);
  expectSafe(await epochal("train", "--resume", join(folder, "run.json"), "--epochs", "30"), /continues/);
  expectSafe({ ...(await epochal("predict", save, join(folder, "none.csv"))) }, /no such file/);
  // Its standard output is the table itself.
  expectSafe({ ...(await epochal("predict", save, file)), stdout: "" });
  expectSafe(await epochal("runs", "delete", store, "latest"), /deleted/);
});

test("hostile arguments in errors", async () => {
  const { file } = writeTable();
  const commands = [
    [EVIL],
    [`--${EVIL}`],
    ["--epochs", EVIL],
    ["train", EVIL, "--target", "y"],
    ["train", file],
    ["train", file, "--target", EVIL],
    ["predict", EVIL, file],
    ["export", file, EVIL],
    ["runs", "list", EVIL],
    ["replay", EVIL],
    ["serve", "--data-dir", EVIL, "--token", "secret"],
    ["watch", EVIL],
    ["start", `ws://localhost:1/${EVIL}`, file, "--target", EVIL],
  ];
  for (const command of commands) {
    const ended = await epochal(...command);
    expectSafe(ended, /epochal: /);
    expect(ended.exitCode).toBeGreaterThan(0);
  }
}, 120_000);

test("a hostile run of a server, watched as lines, JSON and sentences, and in a terminal", async () => {
  const { spec, data } = recipe(parseCsv(hostileTable([`a${EVIL}`, "b", `y${EVIL}`])), {
    target: `y${EVIL}`,
    epochs: 30,
  });
  const server = await serve({ port: 0, findTraining: () => Promise.reject(new Error(EVIL)) });
  onTestFinished(() => server.close());
  server.start(spec, data, { name: FORGED });
  for (const args of [[], ["--format", "ndjson"], ["--reader"]]) {
    expectSafe(await epochal("watch", server.url, ...args), /stopped early|"reason":"early"/i);
  }
  const session = openTerminal(["watch", server.url]);
  await session.until((screen) => screen.includes("DONE"));
  session.press("q");
  await session.ended;
  expect(session.written()).toContain("\\u001b]52;c;");
  // oxlint-disable-next-line no-control-regex
  expect(session.written()).not.toMatch(/\u001b\]|\u009b|\u202e|\u2066|\u200f/);
});

type Lie = (request: IncomingMessage, socket: Duplex, send: (...messages: object[]) => void) => void;

/** A server that says what the test lets it say. */
async function startLiar(lie: Lie, reply: (response: ServerResponse) => void = (r) => r.end()): Promise<string> {
  const server = createServer((_, response) => reply(response));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    // A handshake, RFC 6455, 4.2.2.
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    const protocol = "Sec-WebSocket-Protocol: epochal.v1.json";
    const open = () => socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, protocol, "", ""].join("\r\n"));
    let isOpen = false;
    lie(request, socket, (...messages) => {
      if (!isOpen) open();
      isOpen = true;
      for (const message of messages) socket.write(frame(1, Buffer.from(JSON.stringify(message))));
    });
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A frame from a server, RFC 6455, 5.2. */
function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size]), payload]);
}

const limits = { messageBytes: 1e6, subscriptions: 9, window: 99, messagesPerSecond: 99 };
const startable = { bytes: 1e9, parameters: 1e9, running: 9, queued: 9 };
const hello = {
  type: "hello",
  protocol: "epochal.v1",
  heartbeatMs: 60_000,
  time: 0,
  steering: true,
  limits: { ...limits, start: startable },
};

const lies: Record<string, readonly [Lie, ((response: ServerResponse) => void)?]> = {
  "a subscription's error": [
    (_, socket, send) => {
      send(hello);
      socket.on("data", () => send({ type: "error", id: "run", code: EVIL, message: FORGED, retry: false }));
    },
  ],
  "the reason of a close": [
    (_, socket, send) => {
      send(hello);
      socket.end(frame(8, Buffer.concat([Buffer.from([0x0f, 0xa0]), Buffer.from(FORGED)])));
    },
  ],
  "a protocol of its own": [(_, __, send) => send({ ...hello, protocol: FORGED })],
  "a frame that is no message": [(_, socket, send) => (send(hello), socket.write(frame(1, Buffer.from(FORGED))))],
  "a refused handshake": [
    (_, socket) => socket.end(`HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n`),
    (response) => response.writeHead(403).end(JSON.stringify({ error: FORGED })),
  ],
};

test.each(Object.entries(lies))("a lying server: %s", async (_, [lie, reply]) => {
  const url = await startLiar(lie, reply);
  // The process does not wait for a server that keeps the connection.
  expectSafe(await epochal("watch", url), /forged|\\u001b/);
});

test("a server's reason for a refusal", async () => {
  const url = await startLiar((_, socket, send) => {
    send(hello);
    socket.on("data", (data: Buffer) => {
      const id = /"id":"([^"]+)"/.exec(unmask(data))?.[1] ?? "1";
      send({ type: "refused", id, code: "badTraining", reason: FORGED, retry: false });
    });
  });
  expectSafe(await epochal("start", url, "--token", "secret"), /forged/);
});

/** The text of a client's frame. */
function unmask(data: Buffer): string {
  const length = data[1]! & 0x7f;
  const at = length < 126 ? 2 : length === 126 ? 4 : 10;
  const mask = data.subarray(at, at + 4);
  return Buffer.from(data.subarray(at + 4).map((byte, i) => byte ^ mask[i % 4]!)).toString("utf8");
}

test("any column names", async () => {
  const folder = temporaryFolder();
  const name = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .map((text) => text.replaceAll(/["\r\n]/g, ""));
  const names = fc.sample(fc.tuple(name, name, name), { seed: 7, numRuns: 4 });
  for (const [i, [a, b, y]] of names.entries()) {
    const file = join(folder, `${i}.csv`);
    writeFileSync(file, hostileTable([`a${a}`, `b${b}`, `y${y}`]));
    expectSafe(await epochal("train", file, "--target", `y${y}`, "--epochs", "5", "--ensemble", "1", "--hidden", "4"));
    expectSafe(await epochal("train", file));
  }
});
