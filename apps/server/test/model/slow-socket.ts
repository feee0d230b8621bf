/** A WebSocket whose client reads when the program says so. A simulated kernel buffers some messages between them. */
import type { Duplex } from "node:stream";
import { EventEmitter } from "node:events";
import { WebSocket } from "ws";
import type { SocketWire } from "../../src/socket/socket-connection.ts";
import type { Fault } from "./faults.ts";

export interface SlowSocket {
  /** The server's end. */
  readonly socket: WebSocket;
  readonly wire: SocketWire;
  /** The client reads up to `max` messages. */
  read(max: number): string[];
  /** The client sends a message. */
  receive(text: string): void;
  /** Destroys the connection, and all messages on their way. */
  destroy(): void;
  /** The close code of the server, once the client has read everything before it. */
  readonly closeCode: number | undefined;
  readonly isClosed: boolean;
}

interface Sent {
  readonly text: string;
  readonly onSent: () => void;
}

/** What the kernel buffers: sent for the server, and not yet read by the client. */
const KERNEL_BYTES = 8 * 1024;

/** @param fault changes messages on their way. */
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

  function fillKernel(): void {
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
        while (!isPaused && state === WebSocket.OPEN && unread.length > 0) deliver(unread.shift()!);
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

  const wire: SocketWire = {
    // Its client sends whole messages.
    on: () => wire,
    // It never sends too much.
    removeAllListeners: () => wire as Duplex,
    resume: () => wire as Duplex,
    end: () => wire as Duplex,
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
      fillKernel();
      return bytesWaiting === 0;
    },
  };

  function deliver(text: string): void {
    events.emit("message", Buffer.from(text), false);
  }

  return {
    socket: server as unknown as WebSocket,
    wire,
    read(max) {
      const taken: string[] = [];
      while (taken.length < max && inKernel.length > 0) {
        const text = inKernel.shift()!;
        bytesInKernel -= text.length;
        taken.push(text);
        fillKernel();
      }
      // The close frame comes after everything that was sent.
      if (state === WebSocket.CLOSING && inKernel.length === 0) queueMicrotask(end);
      return taken;
    },
    receive(sent) {
      if (state !== WebSocket.OPEN) return;
      const text = fault.receive(sent);
      if (isPaused) unread.push(text);
      else deliver(text);
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

/** The text of a frame. */
function textOf(frame: Uint8Array): string {
  const [, length] = frame;
  return Buffer.from(frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10)).toString();
}
