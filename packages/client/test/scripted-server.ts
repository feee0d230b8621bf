import { encodeServerMessage, type ClientMessage, type ServerMessage } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";
import { VirtualTimeScheduler } from "rxjs";

/** A server whose messages the test writes, and a clock that the test advances. */
export function createScriptedServer() {
  const sockets: ScriptedSocket[] = [];
  const scheduler = new VirtualTimeScheduler();

  class ScriptedSocket {
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    onclose?: (event: { code: number; reason: string }) => void;
    onerror?: () => void;
    readonly received: ClientMessage[] = [];
    isOpen = true;
    closedWith?: number;
    readonly url: URL;
    readonly protocol: string | string[];

    constructor(url: URL, protocol: string | string[]) {
      this.url = url;
      this.protocol = protocol;
      sockets.push(this);
    }
    send(text: string): void {
      this.received.push(JSON.parse(text) as ClientMessage);
    }
    close(code: number): void {
      this.isOpen = false;
      this.closedWith = code;
    }
    /** Sends messages to the client. */
    emit(...messages: ServerMessage[]): void {
      for (const message of messages) this.onmessage?.({ data: encodeServerMessage(message) });
    }
    /** Refuses the handshake, as the WebSocket of Node 22 reports it: without `close`. */
    refuse(): void {
      this.isOpen = false;
      this.onerror?.();
    }
    /** Ends the connection after its handshake. */
    drop(code = 1006, reason = ""): void {
      this.onopen?.();
      this.isOpen = false;
      this.onclose?.({ code, reason });
    }
  }

  return {
    sockets,
    scheduler,
    webSocket: ScriptedSocket as unknown as typeof WebSocket,
    /** Advances the clock. */
    pass(ms: number): void {
      scheduler.maxFrames = scheduler.frame + ms;
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
    },
  };
}

export const hello: ServerMessage = {
  type: "hello",
  protocol: "epochal.v1",
  heartbeatMs: 1000,
  time: 0,
  steering: true,
  limits: { messageBytes: 65536, messagesPerSecond: 1000, subscriptions: 32, window: 4096 },
};

export function subscribed(from: number, head = 100, run = "run-1"): ServerMessage {
  return {
    type: "subscribed",
    id: "run",
    run,
    log: "abc",
    name: "run-1",
    status: "running",
    head,
    from,
    mode: "all",
    window: 256,
  };
}

/** Epochs in columns, from position `first` to `last`. */
export function epochs(first: number, last: number, run = "run-1"): ServerMessage {
  const column = Float64Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const chunk = {
    type: "epochs",
    seq: first,
    time: 0,
    epoch: first,
    loss: column,
    learningRate: column,
    gradientNorm: column,
  } as const;
  return { type: "events", run, first, last, chunk };
}

export function gap(from: number, to: number, reason: string): ServerMessage {
  return { type: "gap", run: "run-1", from, to, reason, types: { epoch: to - from + 1 }, rollup: {} };
}

export function positions(events: readonly TrainingEvent[]): number[] {
  return events.map(({ seq }) => seq);
}
