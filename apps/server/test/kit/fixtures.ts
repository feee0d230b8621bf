import { notebook } from "@epochal/data";
import type { TrainingEvent } from "@epochal/stream/events";
import { createServer, connect as connectSocket, type AddressInfo, type Socket } from "node:net";
import type { Observable } from "rxjs";
import { onTestFinished } from "vitest";
import { serve, type EpochalServer, type ServeOptions } from "../../src/index.ts";

export const { spec, data } = notebook();

/** A server on a free port of this machine, closed after the test. */
export async function startServer(options: ServeOptions = {}): Promise<EpochalServer> {
  const server = await serve(options);
  onTestFinished(() => server.close());
  return server;
}

/** Resolves to all events. */
export function collect<Item = TrainingEvent>(items$: Observable<Item>): Promise<Item[]> {
  return new Promise((resolve, reject) => {
    const items: Item[] = [];
    items$.subscribe({ next: (item) => items.push(item), error: reject, complete: () => resolve(items) });
  });
}

/**
 * A proxy between a client and a server that can cut all connections.
 * @param options.losesReplies cuts the first connection when the server replies to a command on it, without forwarding the reply.
 */
export async function startCuttableProxy(
  port: number,
  { losesReplies = false }: { readonly losesReplies?: boolean } = {},
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
      if (losesReplies && accepted === 1 && from === server) {
        from.on("data", (bytes) => {
          if (bytes.includes('"accepted"')) for (const socket of [client, server]) socket.destroy();
          else to.write(bytes);
        });
      } else {
        from.pipe(to);
      }
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

/** Opens a WebSocket and sends texts. Resolves to everything received when it has closed. */
export function exchange(
  url: string,
  texts: readonly (string | Uint8Array<ArrayBuffer>)[],
  protocols: string[] = [],
): Promise<Talk> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    const messages: Record<string, unknown>[] = [];
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      for (const text of texts) socket.send(text);
    };
    socket.onmessage = ({ data: text }) => {
      const message = JSON.parse(String(text)) as Record<string, unknown>;
      messages.push(message);
      if (message["type"] === "end" || message["type"] === "error" || message["type"] === "pong") socket.close(1000);
    };
    socket.onclose = ({ code, reason }) => resolve({ messages, code, reason, protocol: socket.protocol });
    // Node 22 does not close a WebSocket whose handshake has failed, and 24.0 closes it with a different code.
    socket.onerror = () => {
      if (!wasOpen) resolve({ messages, code: 1006, reason: "", protocol: "" });
    };
  });
}

export interface Talk {
  readonly messages: Record<string, unknown>[];
  readonly code: number;
  readonly reason: string;
  readonly protocol: string;
}

/** A WebSocket client that reads message by message. */
export interface Conversation {
  /** All messages received. */
  readonly all: readonly Record<string, unknown>[];
  send(message: object): void;
  sendText(text: string): void;
  /** Resolves to the message after the one of the last call. */
  next(): Promise<Record<string, unknown>>;
  /** Resolves to the next message of a type, among those it has not returned yet. */
  nextOf(type: string): Promise<Record<string, unknown>>;
  /** The messages since the last call. */
  takeNew(): Record<string, unknown>[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Resolves when the socket is open. */
export async function openConversation(url: string): Promise<Conversation> {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.close());
  const all: Record<string, unknown>[] = [];
  const used = new Set<Record<string, unknown>>();
  const waiting = new Set<() => void>();
  let taken = 0;
  let read = 0;
  const when = <Found>(look: () => Found | undefined) =>
    new Promise<Found>((resolve) => {
      const lookAgain = () => {
        const found = look();
        if (!found) return;
        waiting.delete(lookAgain);
        resolve(found);
      };
      waiting.add(lookAgain);
      lookAgain();
    });
  socket.onmessage = ({ data: text }) => {
    all.push(JSON.parse(String(text)) as Record<string, unknown>);
    for (const look of waiting) look();
  };
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = ({ code, reason }) => resolve({ code, reason });
  });
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`expected a WebSocket at ${url}`));
  });
  return {
    all,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    sendText: (text) => socket.send(text),
    next: () => when(() => all[read] && all[read++]),
    async nextOf(type) {
      const found = await when(() => all.find((message) => message["type"] === type && !used.has(message)));
      used.add(found);
      return found;
    },
    takeNew() {
      const messages = all.slice(taken);
      taken = all.length;
      return messages;
    },
  };
}
