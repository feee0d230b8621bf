/** The subscriptions of one connection, and the loop that sends them. */
import type { ClientMessage, ErrorMessage, ServerMessage } from "@epochal/protocol";
import type { ConnectionServices } from "../connection.ts";
import type { ClientSink } from "./client-sink.ts";
import { createCooperativeLoop } from "./cooperative-loop.ts";
import { resolveRun, resolveStart } from "./resolve-start.ts";
import { createSubscription, type Subscription } from "./subscription.ts";

export type SubscribeRequest = ClientMessage & { readonly type: "subscribe" };

export interface Subscriptions {
  /** Subscribes to a run, or sends the client an error. */
  add(request: SubscribeRequest): void;
  remove(id: string): void;
  /** The client has taken all events of a run up to `seq`. Returns whether this acknowledges any event. */
  acknowledge(run: string, seq: number): boolean;
  /** Sends what there is, as long as the client takes it, in turns of the event loop. */
  readonly pump: () => void;
  /** Has the head of each subscribed run, and the number of subscriptions of all clients to it. */
  heartbeat(): ServerMessage;
  /** Records in the metrics how far each subscription is behind its run. */
  recordLags(): void;
  close(): void;
}

/**
 * @param guard runs work while the connection is open, and closes it if the work throws.
 * @param onFailure closes the connection.
 * @param onTurn is called after each turn of sending.
 */
export function createSubscriptions(
  { hub, limits, clock, metrics }: Pick<ConnectionServices, "hub" | "limits" | "clock" | "metrics">,
  sink: ClientSink,
  guard: (work: () => void) => void,
  onFailure: (error: unknown) => void,
  onTurn: () => void = () => {},
): Subscriptions {
  const active = new Map<string, Subscription>();
  /** Requests for runs, or positions of runs, that do not exist yet. */
  const pending = new Map<string, SubscribeRequest>();
  const loop = createCooperativeLoop(() => {
    let hasMore = false;
    guard(() => {
      for (const subscription of active.values()) hasMore = subscription.pump() || hasMore;
    });
    onTurn();
    return hasMore;
  });
  const unwatch = hub.watchRuns(() => {
    guard(retryPending);
    loop.run();
  });

  function add(request: SubscribeRequest): void {
    const { id, run, after = "start", mode = "all", every, perSecond, allUpTo } = request;
    const refuse = (code: string, text: string) => {
      const message = `subscribe: ${text}`;
      sink.send({ type: "error", id, code, message, retry: code === "tooManySubscriptions" } satisfies ErrorMessage);
    };

    if (active.has(id) || pending.has(id)) return refuse("inUse", `the subscription id "${id}" is in use`);
    if (active.size + pending.size >= limits.subscriptions)
      return refuse("tooManySubscriptions", `a connection may have at most ${limits.subscriptions} subscriptions`);
    const record = resolveRun(hub, run, after);
    if (!record) {
      if (run === "latest" || hub.isPending(run) || hub.lookUp(run)) pending.set(id, request);
      else refuse("unknownRun", `expected the id of a run or "latest", got "${run}": GET /v1/runs lists them`);
      return;
    }
    if (subscriptionTo(record.id))
      return refuse("inUse", `this connection has a subscription to run "${record.id}" already`);
    const start = resolveStart(record, after);
    if (typeof start !== "number") {
      // Another process that shares the log may have sent the client events that this one does not know yet.
      if (start.code === "cursorAhead" && hub.lookUp(record.id)) pending.set(id, request);
      else refuse(start.code, start.message);
      return;
    }
    const window = request.window === undefined ? undefined : Math.min(request.window, limits.window);
    const options = { id, start, isLive: after === "live", mode, every, perSecond, allUpTo, window };
    const context = { hub, sink, clock, metrics, onReady: loop.run, onFailure, onEnd: () => removeActive(id) };
    metrics.subscribed(mode);
    active.set(id, createSubscription(record, options, context));
  }

  /** Tries again to subscribe. */
  function retryPending(): void {
    if (pending.size === 0) return;
    const requests = [...pending.values()];
    pending.clear();
    for (const request of requests) add(request);
  }

  function removeActive(id: string): void {
    const subscription = active.get(id);
    if (!subscription) return;
    active.delete(id);
    subscription.close();
    metrics.unsubscribed(subscription.mode);
  }

  function subscriptionTo(run: string): Subscription | undefined {
    return [...active.values()].find((subscription) => subscription.run === run);
  }

  return {
    add,
    remove(id) {
      removeActive(id);
      pending.delete(id);
    },
    acknowledge: (run, seq) => subscriptionTo(run)?.acknowledge(seq) ?? false,
    pump: loop.run,
    heartbeat() {
      const all = [...active.values()];
      const heads = Object.fromEntries(all.map(({ run, head }) => [run, head]));
      const viewers = Object.fromEntries(all.map(({ run }) => [run, hub.viewers(run)]));
      return { type: "heartbeat", heads, viewers, time: clock.now() };
    },
    recordLags() {
      for (const { lag } of active.values()) metrics.lag(lag);
    },
    close() {
      unwatch();
      loop.stop();
      for (const id of active.keys()) removeActive(id);
    },
  };
}
