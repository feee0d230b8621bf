/** TCP by hand, for clients that do not keep to the rules; and a clock whose hands the test turns. */
import type { Clock } from "@epochal/stream";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection to a server of this machine, left open when the other side ends; gone after the test. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

/** The lines of a request, with the host that the server wants. */
export function request(line: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`${line} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

export const upgradeHeaders: Readonly<Record<string, string>> = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

/** Resolves to what has come when it fits, or when the other side ends. */
export function read(socket: Socket, isEnough: (text: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const onData = (data: Buffer) => {
      text += data.toString("latin1");
      if (isEnough(text)) done();
    };
    const done = () => {
      socket.off("data", onData);
      resolve(text);
    };
    socket.on("data", onData).once("end", done).once("close", done);
  });
}

/** Sends a request and gives back all that comes until the server hangs up. */
export async function sendRequest(port: number, text: string): Promise<string> {
  const socket = await dial(port);
  socket.write(text);
  return read(socket);
}

/** A WebSocket that has just been opened; `hello` has come. */
export async function openRawWebSocket(port: number, path = "/v1"): Promise<Socket> {
  const socket = await dial(port);
  socket.write(request(`GET ${path}`, upgradeHeaders));
  await read(socket, (text) => text.includes('"hello"'));
  return socket;
}

/** A frame as a client sends it, masked with zeros; fewer than 126 bytes. */
export function encodeClientFrame(kind: "text" | "ping", content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.of(kind === "text" ? 0x81 : 0x89, 0x80 | bytes.length, 0, 0, 0, 0), bytes]);
}

/** A turn of the event loop: server and clients of a test share it. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface FakeClock extends Clock {
  /** Does what is due in so many milliseconds. */
  advance(ms: number): void;
  /** Resolves when a task waits that is due in exactly so many milliseconds. */
  untilScheduled(ms: number): Promise<void>;
}

export function createFakeClock(): FakeClock {
  let time = 0;
  const tasks = new Set<{ readonly due: number; readonly task: () => void }>();
  function later(task: () => void, ms: number) {
    const entry = { due: time + ms, task };
    tasks.add(entry);
    return () => tasks.delete(entry);
  }
  return {
    now: () => time,
    defer: (task) => later(task, 0),
    schedule: later,
    advance(ms) {
      time += ms;
      for (const entry of tasks) {
        if (entry.due > time) continue;
        tasks.delete(entry);
        entry.task();
      }
    },
    async untilScheduled(ms) {
      while (![...tasks].some(({ due }) => due === time + ms)) await nextTurn();
    },
  };
}
