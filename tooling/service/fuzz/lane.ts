/** One client after another says one hostile thing after another; each is watched until the server has done something about it. */
import { decodeServerMessage } from "@epochal/protocol";
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import type { Case, Outcome } from "./cases.ts";

export interface Verdict {
  readonly outcome: Outcome | "silent";
  /** What was wrong with what the server said. */
  readonly complaint: string | undefined;
  readonly ms: number;
}

export interface Lane {
  attack(one: Case): Promise<Verdict>;
  close(): void;
}

/** A server that does nothing for so long hangs. */
const PATIENCE_MS = 15_000;
/** Cases on one connection. */
const MOST_CASES = 200;

export function createLane(port: number, token: string): Lane {
  let socket: RawSocket | undefined;
  let count = 0;
  let settle: (outcome: Outcome | "silent") => void = () => {};
  let complaint: string | undefined;

  async function open(): Promise<RawSocket> {
    count = 0;
    const headers = { authorization: `Bearer ${token}` };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let closedWith: number | undefined;
    const opened = openRawSocket(
      port,
      { headers },
      {
        onAnswer: (status) => (status === 101 ? resolve() : reject(new Error(`expected a WebSocket, got ${status}`))),
        onText: (text) => hear(text.toString()),
        onClose(code) {
          closedWith = code;
          opened.socket.end();
        },
        onGone() {
          reject(new Error("expected a WebSocket, got a connection that was closed"));
          if (socket === opened) {
            socket = undefined;
            settle(closedWith ?? "gone");
          }
        },
      },
    );
    await promise;
    return opened;
  }

  function hear(text: string): void {
    try {
      const message = decodeServerMessage(text);
      if (!message) complaint = `an unknown message: ${text.slice(0, 100)}`;
      else if (message.type === "pong" && message.n === -count) settle("goesOn");
    } catch (error) {
      complaint = (error as Error).message;
    }
  }

  return {
    async attack({ bytes, leaves }) {
      if (count >= MOST_CASES) {
        socket?.destroy();
        socket = undefined;
      }
      socket ??= await open();
      count += 1;
      complaint = undefined;
      const began = performance.now();
      const outcome = await new Promise<Outcome | "silent">((resolve) => {
        const timer = setTimeout(() => resolve("silent"), PATIENCE_MS);
        settle = (found) => {
          clearTimeout(timer);
          resolve(found);
        };
        socket!.write(bytes);
        if (leaves) socket!.socket.end();
        else socket!.say(`{"type":"ping","n":${-count}}`);
      });
      return { outcome, complaint, ms: performance.now() - began };
    },
    close: () => socket?.destroy(),
  };
}
