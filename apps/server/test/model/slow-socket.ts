/** A WebSocket whose other end takes messages when the program says so; between them lies a kernel that holds some. */
import { EventEmitter } from "node:events";
import { WebSocket } from "ws";
import type { WritableWire } from "../../src/socket/write-coalescer.ts";
import type { Fault } from "./faults.ts";

export interface SlowSocket {
  /** The server's end. */
  readonly socket: WebSocket;
  readonly wire: WritableWire;
  /** The client takes so many messages, if there are. */
  read(most: number): string[];
  /** The client says something. */
  receive(text: string): void;
  /** The connection is gone, with all that was on its way. */
  destroy(): void;
  /** The code with which the server closed, when the client has taken all before it. */
  readonly closeCode: number | undefined;
  readonly isClosed: boolean;
}

interface Sent {
  readonly text: string;
  readonly onSent: () => void;
}

/** What the server cannot see any more, and the client has not taken. */
const KERNEL_BYTES = 8 * 1024;

/** @param fault what becomes of messages on their way, to the client and to the server. */
export function createSlowSocket(fault: Pick<Fault, "send" | "receive">): SlowSocket {
  const events = new EventEmitter();
  const waiting: Sent[] = [];
  const inKernel: string[] = [];
  const unread: string[] = [];
  let bytesWaiting = 0;
  let bytesInKernel = 0;
  let isPaused = false;
  let state: 1 | 2 | 3 = WebSocket.OPEN;
  let code: number | undefined;

  function moveOn(): void {
    while (waiting.length > 0 && (inKernel.length === 0 || bytesInKernel < KERNEL_BYTES)) {
      const { text, onSent } = waiting.shift()!;
      bytesWaiting -= text.length;
      bytesInKernel += text.length;
      inKernel.push(text);
      queueMicrotask(onSent);
    }
  }

  function end(): void {
    if (state === WebSocket.CLOSED) return;
    state = WebSocket.CLOSED;
    events.emit("close");
  }

  const server = {
    on: (name: string, listener: (...values: unknown[]) => void) => events.on(name, listener),
    get readyState() {
      return state;
    },
    get bufferedAmount() {
      return bytesWaiting;
    },
    get isPaused() {
      return isPaused;
    },
    pause: () => (isPaused = true),
    resume() {
      isPaused = false;
      queueMicrotask(() => {
        while (!isPaused && state === WebSocket.OPEN && unread.length > 0) hear(unread.shift()!);
      });
    },
    ping() {},
    pong() {},
    close(given: number) {
      if (state !== WebSocket.OPEN) return;
      state = WebSocket.CLOSING;
      code = given;
    },
    terminate: end,
  };

  const wire: WritableWire = {
    cork() {},
    uncork() {},
    get writableLength() {
      return bytesWaiting;
    },
    write(bytes, onWritten = () => {}) {
      for (const text of fault.send(textOf(bytes))) {
        bytesWaiting += text.length;
        waiting.push({ text, onSent: onWritten });
      }
      moveOn();
      return bytesWaiting === 0;
    },
  };

  function hear(text: string): void {
    events.emit("message", Buffer.from(text), false);
  }

  return {
    socket: server as unknown as WebSocket,
    wire,
    read(most) {
      const taken: string[] = [];
      while (taken.length < most && inKernel.length > 0) {
        const text = inKernel.shift()!;
        bytesInKernel -= text.length;
        taken.push(text);
        moveOn();
      }
      // The close frame is behind all that was sent.
      if (state === WebSocket.CLOSING && inKernel.length === 0) queueMicrotask(end);
      return taken;
    },
    receive(said) {
      if (state !== WebSocket.OPEN) return;
      const text = fault.receive(said);
      if (isPaused) unread.push(text);
      else hear(text);
    },
    destroy: end,
    get closeCode() {
      return inKernel.length === 0 ? code : undefined;
    },
    get isClosed() {
      return state === WebSocket.CLOSED;
    },
  };
}

/** Of a frame that holds a whole text. */
function textOf(frame: Uint8Array): string {
  const [, length] = frame;
  return Buffer.from(frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10)).toString();
}
