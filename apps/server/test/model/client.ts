/** A subscriber who keeps to PROTOCOL.md, and an oracle that knows what it should be told. */
import type { ReceivedMessage } from "@epochal/protocol";
import { createAudit, type Audit } from "../audit.ts";
import type { SlowSocket } from "./slow-socket.ts";
import type { World } from "./world.ts";

export interface SubscribeOptions {
  readonly after: "start" | "live";
  readonly mode: "all" | "latest" | "sampled";
  readonly window?: number;
  readonly every?: number;
  readonly perSecond?: number;
}

export interface Client {
  /** Takes what has come, unless it is stalled; comes back if it was cut off. */
  step(): void;
  /** Takes so many messages, stalled or not. */
  take(count: number): void;
  disconnect(): void;
  setStalled(isStalled: boolean): void;
  /** Whether it acknowledges what it gets as soon as it has got it. */
  setAutoAck(is: boolean): void;
  acknowledge(): void;
  /** Whether it has been told of the end. */
  readonly isDone: boolean;
  /** How it stands, in words. */
  readonly state: string;
}

export function createClient(world: World, name: string, run: string, wish: SubscribeOptions): Client {
  const { after, ...options } = wish;
  let socket: SlowSocket | undefined;
  let log: string | undefined;
  let audit: Audit | undefined;
  /** Between `subscribed` and the gap that it announces, one who wants what is live has nothing to go on from. */
  let isGapComing = false;
  let isStalled = false;
  let isAcknowledging = true;
  /** Positions of events that were sent and not acknowledged. */
  let ahead: number[] = [];
  let complained = 0;

  const complain = (what: string) => world.violations.push(`${name}: ${what}`);

  function come(): void {
    ahead = [];
    socket = world.connect();
  }

  function subscribe(): void {
    const place = audit && log !== undefined && !isGapComing ? `${log}:${audit.covered}` : after;
    socket!.receive(JSON.stringify({ type: "subscribe", id: name, run, after: place, ...options }));
  }

  function hear(message: ReceivedMessage): void {
    switch (message.type) {
      case "hello":
        subscribe();
        return;
      case "subscribed":
        if (message.run !== run || (log ?? message.log) !== message.log) complain(`subscribed to ${message.run}`);
        if (!audit || isGapComing) audit = createAudit((seq) => world.emitted(run)[seq], 0);
        if (message.from !== audit.covered + 1 && !(after === "live" && !log))
          complain(`subscribed from ${message.from} behind ${audit.covered}`);
        log = message.log;
        isGapComing = after === "live" && audit.covered === 0 && message.from <= message.head;
        return;
      case "error":
        complain(`error ${message.code}: ${message.message}`);
        return;
      case "events":
        if (message.last > world.storedCount(run))
          complain(`event ${message.last} was shown, and ${world.storedCount(run)} are stored`);
        for (let seq = message.first; seq <= message.last; seq++) ahead.push(seq);
        if (ahead.length > (wish.window ?? Infinity)) complain(`${ahead.length} events beyond what was acknowledged`);
        break;
      case "gap":
        isGapComing = false;
        break;
      case "caughtUp":
      case "end":
      case "queued":
      case "heartbeat":
      case "draining":
      case "accepted":
      case "refused":
      case "pong":
    }
    if ("run" in message) audit?.read(message);
    const { violations: complaints = [] } = audit ?? {};
    for (; complained < complaints.length; complained++) complain(complaints[complained]);
  }

  function take(count: number): void {
    if (!socket) return;
    for (const text of socket.read(count)) {
      hear(JSON.parse(text) as ReceivedMessage);
      if (isAcknowledging) acknowledge();
    }
    if (socket.closeCode !== undefined || socket.isClosed) {
      if (socket.closeCode !== undefined && socket.closeCode !== 1001) complain(`closed with ${socket.closeCode}`);
      socket = undefined;
    }
  }

  function acknowledge(): void {
    if (wish.window === undefined || ahead.length === 0) return;
    const seq = ahead.at(-1)!;
    ahead = [];
    socket?.receive(JSON.stringify({ type: "ack", run, seq }));
  }

  return {
    step() {
      if (isStalled || audit?.hasEnded) return;
      if (!socket || socket.isClosed) come();
      else take(Infinity);
    },
    take,
    disconnect() {
      socket?.destroy();
      socket = undefined;
    },
    setStalled: (is) => void (isStalled = is),
    setAutoAck: (is) => void (isAcknowledging = is),
    acknowledge,
    get isDone() {
      return audit?.hasEnded ?? false;
    },
    get state() {
      return `${name} (${JSON.stringify(wish)}) of ${run} at ${audit?.covered ?? "nothing"} of ${world.emitted(run).length - 1}`;
    },
  };
}
