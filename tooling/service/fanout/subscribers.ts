/** Many subscribers in one process, on sockets by hand, so that they cost little: the child's side. */
import { openRawSocket, type RawSocket } from "../raw-socket.ts";
import { answerParent } from "./answer-parent.mjs";

interface Subscriber {
  readonly socket: RawSocket;
  /** Events that have come. */
  count: number;
  /** Of ours, the last position. */
  seq: number;
}

/** What came out of order, or not at all. */
let faults = 0;
/** When the first events came, and the last. */
let firstAt = 0;
let lastAt = 0;
const subscribers: Subscriber[] = [];
const RANGE = /"first":(\d+),"last":(\d+)/;

function hearOurs(one: Subscriber, text: Buffer): void {
  // "events", not "end" or "error": the beginning of a message says it.
  if (text[9] !== 101 || text[10] !== 118) return;
  const [, first, last] = RANGE.exec(text.toString("latin1", 0, 200))!;
  if (Number(first) !== one.seq + 1) faults += 1;
  lastAt = performance.now();
  if (firstAt === 0) firstAt = lastAt;
  one.seq = Number(last);
  one.count += Number(last) - Number(first) + 1;
}

function hearSocketIo(one: Subscriber, text: Buffer): void {
  const [kind, more] = text;
  if (kind === 0x34 && more === 0x32) one.count += 1;
  // Its own greeting and its own ping.
  else if (kind === 0x30) one.socket.say("40");
  else if (kind === 0x32) one.socket.say("3");
}

function open(port: number, path: string, isOurs: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = openRawSocket(
      port,
      { path },
      {
        onAnswer: (status) => (status === 101 ? resolve() : reject(new Error(`expected a WebSocket, got ${status}`))),
        onText: (text) => (isOurs ? hearOurs(one, text) : hearSocketIo(one, text)),
        onGone: () => (faults += 1),
      },
    );
    const one: Subscriber = { socket, count: 0, seq: 0 };
    subscribers.push(one);
  });
}

answerParent({
  /** Some at a time: a listening socket keeps only so many who wait. */
  async open({ port, path, count, isOurs }: { port: number; path: string; count: number; isOurs: boolean }) {
    for (let done = 0; done < count; done += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - done) }, () => open(port, path, isOurs)));
    }
  },
  /** Says that it is there, and all that it has opened is quiet. */
  quiet: () => new Promise((resolve) => setTimeout(resolve, 300)),
  /** Waits until all have so many, or nothing has come for five seconds. */
  async wait({ events }: { events: number }) {
    const sum = () => subscribers.reduce((all, { count }) => all + count, 0);
    for (let [before, idle] = [sum(), 0]; idle < 500 && sum() < events * subscribers.length; idle++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (sum() !== before) [before, idle] = [sum(), 0];
    }
    return { delivered: sum(), faults, ms: lastAt - firstAt };
  },
});
