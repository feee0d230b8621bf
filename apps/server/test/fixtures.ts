import { notebook } from "@epochal/data";
import type { TrainingEvent } from "@epochal/stream/events";
import { createServer, connect as connectSocket, type AddressInfo, type Socket } from "node:net";
import type { Observable } from "rxjs";
import { onTestFinished } from "vitest";
import { serve, type EpochalServer, type ServeOptions } from "../src/index.ts";

export const { spec, data } = notebook();

/** A server on a free port of this machine, closed when the test is over. */
export async function startServer(options: ServeOptions = {}): Promise<EpochalServer> {
  const server = await serve(options);
  onTestFinished(() => server.close());
  return server;
}

/** All events until the end. */
export function collect(events$: Observable<TrainingEvent>): Promise<TrainingEvent[]> {
  return new Promise((resolve, reject) => {
    const events: TrainingEvent[] = [];
    events$.subscribe({ next: (event) => events.push(event), error: reject, complete: () => resolve(events) });
  });
}

/** Stands between a client and a server, and can cut every connection. */
export async function startCuttableProxy(
  port: number,
): Promise<{ url: string; cut(): void; readonly accepted: number }> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const proxy = createServer((client) => {
    accepted += 1;
    const server = connectSocket(port, "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return {
    url: `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    get accepted() {
      return accepted;
    },
  };
}

/** A WebSocket by hand: sends texts when it is open, and resolves to all that came until it closed. */
export function talk(
  url: string,
  texts: readonly (string | Uint8Array<ArrayBuffer>)[],
  protocols: string[] = [],
): Promise<Talk> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    const messages: Record<string, unknown>[] = [];
    socket.onopen = () => {
      for (const text of texts) socket.send(text);
    };
    socket.onmessage = ({ data: text }) => {
      const message = JSON.parse(String(text)) as Record<string, unknown>;
      messages.push(message);
      if (message["type"] === "end" || message["type"] === "error" || message["type"] === "pong") socket.close(1000);
    };
    socket.onclose = ({ code, reason }) => resolve({ messages, code, reason, protocol: socket.protocol });
  });
}

export interface Talk {
  readonly messages: Record<string, unknown>[];
  readonly code: number;
  readonly reason: string;
  readonly protocol: string;
}
