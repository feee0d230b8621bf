/** A client that sends hostile cases one after another, reconnects as needed, and waits for the server's reaction to each. */
import { decodeServerMessage } from "@epochal/protocol";
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import type { Case, Outcome } from "./case.ts";

export interface Reaction {
  readonly outcome: Outcome | "silent";
  /** The error in the server's reply, if any. */
  readonly problem: string | undefined;
  readonly ms: number;
}

export interface Attacker {
  send(one: Case): Promise<Reaction>;
  close(): void;
}

/** A server that does not react within this time hangs. */
const TIMEOUT_MS = 15_000;
/** Most cases on one connection. */
const MAX_CASES = 200;

export function createAttacker(port: number, token: string): Attacker {
  let socket: RawSocket | undefined;
  let count = 0;
  let resolveOutcome: (outcome: Outcome | "silent") => void = () => {};
  let problem: string | undefined;

  async function open(): Promise<RawSocket> {
    count = 0;
    const headers = { authorization: `Bearer ${token}` };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let closeCode: number | undefined;
    const opened = openRawSocket(port, {
      headers,
      onHandshake: (status) => (status === 101 ? resolve() : reject(new Error(`expected a WebSocket, got ${status}`))),
      onText: (text) => receive(text.toString()),
      onClose(code) {
        closeCode = code;
        opened.socket.end();
      },
      onDisconnect() {
        reject(new Error("expected a WebSocket, got a closed connection"));
        if (socket !== opened) return;
        socket = undefined;
        resolveOutcome(closeCode ?? "dropped");
      },
    });
    await promise;
    return opened;
  }

  function receive(text: string): void {
    try {
      const message = decodeServerMessage(text);
      if (!message) problem = `an unknown message: ${text.slice(0, 100)}`;
      else if (message.type === "pong" && message.n === -count) resolveOutcome("open");
    } catch (error) {
      problem = (error as Error).message;
    }
  }

  return {
    async send({ bytes, disconnects }) {
      if (count >= MAX_CASES) {
        socket?.destroy();
        socket = undefined;
      }
      socket ??= await open();
      count += 1;
      problem = undefined;
      const startMs = performance.now();
      const outcome = await new Promise<Outcome | "silent">((resolve) => {
        const timer = setTimeout(() => resolve("silent"), TIMEOUT_MS);
        resolveOutcome = (found) => {
          clearTimeout(timer);
          resolve(found);
        };
        socket!.write(bytes);
        if (disconnects) socket!.socket.end();
        else socket!.sendText(`{"type":"ping","n":${-count}}`);
      });
      return { outcome, problem: problem, ms: performance.now() - startMs };
    },
    close: () => socket?.destroy(),
  };
}
