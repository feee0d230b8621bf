/** Many subscribers in a child process, on hand-written sockets, so that they cost little. */
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import { serveParent, usage } from "./serve-parent.mjs";

interface Subscriber {
  readonly socket: RawSocket;
  /** Events received. */
  count: number;
  /** The last position; our server only. */
  seq: number;
}

/** Events out of order, and lost connections. */
let faults = 0;
/** The times of the first and the last events. */
let firstAt = 0;
let lastAt = 0;
const subscribers: Subscriber[] = [];
const RANGE = /"first":(\d+),"last":(\d+)/;

function countOurs(one: Subscriber, text: Buffer): void {
  // Only "events" messages, recognized by two letters of their type.
  if (text[9] !== 101 || text[10] !== 118) return;
  const [, first, last] = RANGE.exec(text.toString("latin1", 0, 200))!;
  if (Number(first) !== one.seq + 1) faults += 1;
  lastAt = performance.now();
  if (firstAt === 0) firstAt = lastAt;
  one.seq = Number(last);
  one.count += Number(last) - Number(first) + 1;
}

function countSocketIo(one: Subscriber, text: Buffer): void {
  const [kind, more] = text;
  if (kind === 0x34 && more === 0x32) one.count += 1;
  // The greeting and the ping of Engine.IO.
  else if (kind === 0x30) one.socket.sendText("40");
  else if (kind === 0x32) one.socket.sendText("3");
}

function open(port: number, path: string, isOurs: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = openRawSocket(port, {
      path,
      onHandshake: (status) => (status === 101 ? resolve() : reject(new Error(`expected a WebSocket, got ${status}`))),
      onText: (text) => (isOurs ? countOurs(one, text) : countSocketIo(one, text)),
      onDisconnect: () => (faults += 1),
    });
    const one: Subscriber = { socket, count: 0, seq: 0 };
    subscribers.push(one);
  });
}

serveParent({
  usage,
  /** Opens 50 at a time: the backlog of a listening socket is limited. */
  async open({ port, path, count, isOurs }: { port: number; path: string; count: number; isOurs: boolean }) {
    for (let done = 0; done < count; done += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - done) }, () => open(port, path, isOurs)));
    }
  },
  /** Waits until the opened connections are quiet. */
  quiet: () => new Promise((resolve) => setTimeout(resolve, 300)),
  /** Waits until all have received `events` events, or none has arrived for five seconds. */
  async wait({ events }: { events: number }) {
    const sum = () => subscribers.reduce((all, { count }) => all + count, 0);
    for (let [before, idle] = [sum(), 0]; idle < 500 && sum() < events * subscribers.length; idle++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (sum() !== before) [before, idle] = [sum(), 0];
    }
    return { delivered: sum(), faults, ms: lastAt - firstAt };
  },
});
