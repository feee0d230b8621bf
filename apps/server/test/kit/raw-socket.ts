/** Raw TCP and WebSocket frames, for clients that break the protocol. */
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP connection to a server on this machine. It stays half-open when the server ends it, and is destroyed after the test. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

/** The text of a request, with a host that the server accepts. */
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

/** Resolves to the text received when it is enough, or when the server ends the connection. */
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

/** Sends a request. Resolves to everything received when the server ends the connection. */
export async function sendRequest(port: number, text: string): Promise<string> {
  const socket = await dial(port);
  socket.write(text);
  return read(socket);
}

/** An open WebSocket that has received `hello`. */
export async function openRawWebSocket(port: number, path = "/v1"): Promise<Socket> {
  const socket = await dial(port);
  socket.write(request(`GET ${path}`, upgradeHeaders));
  await read(socket, (text) => text.includes('"hello"'));
  return socket;
}

/** A frame as a client sends it, masked with zeros. @param content fewer than 126 bytes. */
export function encodeClientFrame(kind: "text" | "ping", content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.of(kind === "text" ? 0x81 : 0x89, 0x80 | bytes.length, 0, 0, 0, 0), bytes]);
}

/** Resolves in the next turn of the event loop, which the server and the clients of a test share. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
