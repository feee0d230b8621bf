/** A client that follows PROTOCOL.md, and reports whatever it receives that it should not. */
import type { ReceivedMessage } from "@epochal/protocol";
import { createAudit, type Audit } from "../kit/audit.ts";
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
  /** Reads what was sent to it, unless it is stalled; reconnects if it was disconnected. */
  step(): void;
  /** Reads `count` messages, stalled or not. */
  take(count: number): void;
  disconnect(): void;
  setStalled(isStalled: boolean): void;
  /** Sets whether it acknowledges each message when it has read it. */
  setAutoAck(is: boolean): void;
  acknowledge(): void;
  /** Whether it has received the end of the run. */
  readonly isDone: boolean;
  /** Its progress, for reports. */
  readonly state: string;
}

export function createClient(world: World, name: string, run: string, options: SubscribeOptions): Client {
  const { after, ...settings } = options;
  let socket: SlowSocket | undefined;
  let log: string | undefined;
  let audit: Audit | undefined;
  /** Until a live client has received the gap after `subscribed`, it has no cursor. */
  let isGapExpected = false;
  let isStalled = false;
  let isAutoAck = true;
  /** The positions of events that it has received and not acknowledged. */
  let unacknowledged: number[] = [];
  let reported = 0;

  const report = (what: string) => world.violations.push(`${name}: ${what}`);

  function connect(): void {
    unacknowledged = [];
    socket = world.connect();
  }

  function subscribe(): void {
    const cursor = audit && log !== undefined && !isGapExpected ? `${log}:${audit.covered}` : after;
    socket!.receive(JSON.stringify({ type: "subscribe", id: name, run, after: cursor, ...settings }));
  }

  function receive(message: ReceivedMessage): void {
    switch (message.type) {
      case "hello":
        subscribe();
        return;
      case "subscribed":
        if (message.run !== run || (log ?? message.log) !== message.log) report(`subscribed to ${message.run}`);
        if (!audit || isGapExpected) audit = createAudit((seq) => world.emitted(run)[seq], 0);
        if (message.from !== audit.covered + 1 && !(after === "live" && !log))
          report(`subscribed from ${message.from} after ${audit.covered}`);
        log = message.log;
        isGapExpected = after === "live" && audit.covered === 0 && message.from <= message.head;
        return;
      case "error":
        report(`error ${message.code}: ${message.message}`);
        return;
      case "events":
        if (message.last > world.storedCount(run))
          report(`event ${message.last} was sent, but only ${world.storedCount(run)} are stored`);
        for (let seq = message.first; seq <= message.last; seq++) unacknowledged.push(seq);
        if (unacknowledged.length > (options.window ?? Infinity))
          report(`${unacknowledged.length} unacknowledged events`);
        break;
      case "gap":
        isGapExpected = false;
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
    const { violations = [] } = audit ?? {};
    for (; reported < violations.length; reported++) report(violations[reported]);
  }

  function take(count: number): void {
    if (!socket) return;
    for (const text of socket.read(count)) {
      receive(JSON.parse(text) as ReceivedMessage);
      if (isAutoAck) acknowledge();
    }
    if (socket.closeCode !== undefined || socket.isClosed) {
      if (socket.closeCode !== undefined && socket.closeCode !== 1001) report(`closed with ${socket.closeCode}`);
      socket = undefined;
    }
  }

  function acknowledge(): void {
    if (options.window === undefined || unacknowledged.length === 0) return;
    const seq = unacknowledged.at(-1)!;
    unacknowledged = [];
    socket?.receive(JSON.stringify({ type: "ack", run, seq }));
  }

  return {
    step() {
      if (isStalled || audit?.hasEnded) return;
      if (!socket || socket.isClosed) connect();
      else take(Infinity);
    },
    take,
    disconnect() {
      socket?.destroy();
      socket = undefined;
    },
    setStalled: (is) => void (isStalled = is),
    setAutoAck: (is) => void (isAutoAck = is),
    acknowledge,
    get isDone() {
      return audit?.hasEnded ?? false;
    },
    get state() {
      return `${name} (${JSON.stringify(options)}) of ${run} at ${audit?.covered ?? "nothing"} of ${world.emitted(run).length - 1}`;
    },
  };
}
