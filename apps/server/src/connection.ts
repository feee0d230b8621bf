/** One client's socket: what it asks for, and what it is sent. */
import {
  decodeClientMessage,
  encodeServerMessage,
  ProtocolError,
  type ClientMessage,
  type ErrorMessage,
  type ServerMessage,
} from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { WebSocket } from "ws";
import type { Hub } from "./hub.ts";
import type { Limits } from "./limits.ts";
import { createSubscription, startOf, type Outlet, type Subscription } from "./subscription.ts";

export interface Connection {
  /** Sends a heartbeat after silence; ends a connection whose peer has not answered since the last call. */
  beat(): void;
  close(code: number, reason: string): void;
}

type Subscribe = ClientMessage & { type: "subscribe" };

/** More than this many bytes waiting to be sent: the client is slower than the run, and waits. */
const FULL_BYTES = 64 * 1024;

/** @param first a subscription the address already asks for. */
export function acceptConnection(
  socket: WebSocket,
  hub: Hub,
  limits: Limits,
  clock: Clock,
  first: Subscribe | undefined,
  onClose: () => void,
): Connection {
  const subscriptions = new Map<string, Subscription>();
  /** Asked for `latest` while there was no run yet. */
  const waiting = new Map<string, Subscribe>();
  let isSilent = true;
  let isAnswering = true;

  const outlet: Outlet = {
    send(text) {
      isSilent = false;
      socket.send(text, () => {
        if (!outlet.isFull()) pumpAll();
      });
    },
    isFull: () => socket.bufferedAmount > FULL_BYTES,
  };
  const send = (message: ServerMessage) => outlet.send(encodeServerMessage(message));

  function pumpAll(): void {
    for (const subscription of subscriptions.values()) subscription.pump();
  }

  function onChange(): void {
    for (const [id, message] of waiting) {
      waiting.delete(id);
      subscribe(message);
    }
    if (!outlet.isFull()) pumpAll();
  }

  function handle(message: ClientMessage): void {
    switch (message.type) {
      case "subscribe":
        subscribe(message);
        return;
      case "unsubscribe":
        subscriptions.get(message.id)?.close();
        subscriptions.delete(message.id);
        waiting.delete(message.id);
        return;
      case "ping":
        send({ type: "pong", n: message.n });
    }
  }

  function subscribe(message: Subscribe): void {
    const { id, run, after = "start" } = message;
    if (subscriptions.has(id) || waiting.has(id)) {
      refuse(id, "inUse", `subscribe: expected an id that is not in use, got "${id}"`);
      return;
    }
    if (subscriptions.size + waiting.size >= limits.subscriptions) {
      refuse(
        id,
        "tooManySubscriptions",
        `subscribe: expected at most ${limits.subscriptions} subscriptions, got one more`,
      );
      return;
    }
    const record = hub.find(run);
    if (!record) {
      if (run === "latest") waiting.set(id, message);
      else
        refuse(
          id,
          "unknownRun",
          `subscribe: expected the id of a run or "latest", got "${run}": GET /v1/runs lists them`,
        );
      return;
    }
    if ([...subscriptions.values()].some((other) => other.run === record.id)) {
      refuse(id, "inUse", `subscribe: expected a run that is not followed on this connection, got "${record.id}"`);
      return;
    }
    const start = startOf(record, after);
    if (typeof start !== "number") {
      refuse(id, start.code, start.message);
      return;
    }
    const onEnd = () => subscriptions.delete(id);
    const subscription = createSubscription(hub, record, id, start, after === "live", outlet, onEnd);
    subscriptions.set(id, subscription);
    subscription.pump();
  }

  function refuse(id: string, code: ErrorMessage["code"], message: string): void {
    send({ type: "error", id, code, message, retry: code === "tooManySubscriptions" });
  }

  function close(code: number, reason: string): void {
    // A close frame has room for 123 bytes of reason.
    socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, 120)
        .toString()
        .replace(/\uFFFD+$/, ""),
    );
  }

  socket.on("message", (data: Buffer, isBinary: boolean) => {
    isAnswering = true;
    try {
      if (isBinary) throw new ProtocolError("decodeClientMessage: expected a text frame, got a binary one");
      handle(decodeClientMessage(data.toString()));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      close(error.code, error.message);
    }
  });
  socket.on("pong", () => {
    isAnswering = true;
  });
  // A broken frame: `ws` closes with the code that RFC 6455 asks for; there is nothing to add.
  socket.on("error", () => {});
  const unwatch = hub.watch(onChange);
  socket.on("close", () => {
    unwatch();
    for (const subscription of subscriptions.values()) subscription.close();
    subscriptions.clear();
    waiting.clear();
    onClose();
  });

  const { heartbeatMs, messageBytes } = limits;
  send({
    type: "hello",
    protocol: "epochal.v1",
    heartbeatMs,
    time: clock.now(),
    limits: { messageBytes, subscriptions: limits.subscriptions },
  });
  if (first) subscribe(first);

  return {
    beat() {
      if (!isAnswering) {
        socket.terminate();
        return;
      }
      isAnswering = false;
      socket.ping();
      if (isSilent) {
        const heads = [...subscriptions.values()].map(({ run }) => [run, hub.state(run)?.head ?? 0]);
        send({ type: "heartbeat", heads: Object.fromEntries(heads) as Record<string, number>, time: clock.now() });
      }
      isSilent = true;
    },
    close,
  };
}
