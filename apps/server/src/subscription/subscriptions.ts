/** All that one connection follows. */
import type { ErrorMessage } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { SubscribeRequest } from "../http/url.ts";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { ClientSink } from "../socket/socket-sink.ts";
import { resolveStart } from "./resolve-start.ts";
import { createSubscription, type Subscription } from "./subscription.ts";

export interface Subscriptions {
  /** Begins to follow a run, or says why not. */
  add(wish: SubscribeRequest): void;
  remove(id: string): void;
  /** The client has taken all events of a run up to `seq`. */
  acknowledge(run: string, seq: number): void;
  /** Looks again for runs that were not there yet. */
  retryPending(): void;
  /** Sends what there is, as long as the client takes it; true when there may be more to send in the next turn. */
  pump(): boolean;
  /** The head of every run that is followed. */
  heads(): Record<string, number>;
  /** Tells the metrics how far each is behind. */
  recordLags(): void;
  close(): void;
}

export interface SubscriptionsContext {
  readonly hub: Hub;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * @param onReady is called when there may be something to send again.
 * @param onFailure is told what went wrong while something was sent.
 */
export function createSubscriptions(
  { hub, limits, clock, metrics }: SubscriptionsContext,
  outlet: ClientSink,
  onReady: () => void,
  onFailure: (error: unknown) => void,
): Subscriptions {
  const following = new Map<string, Subscription>();
  /** Asked for a run that is not there yet. */
  const waiting = new Map<string, SubscribeRequest>();

  function add(wish: SubscribeRequest): void {
    const { id, run, after = "start", mode = "all", every, perSecond } = wish;
    const refuse = (code: string, message: string) =>
      outlet.send({
        type: "error",
        id,
        code,
        message: `subscribe: ${message}`,
        retry: code === "tooManySubscriptions",
      } satisfies ErrorMessage);

    if (following.has(id) || waiting.has(id)) {
      refuse("inUse", `expected an id that is not in use, got "${id}"`);
      return;
    }
    if (following.size + waiting.size >= limits.subscriptions) {
      refuse("tooManySubscriptions", `expected at most ${limits.subscriptions} subscriptions, got one more`);
      return;
    }
    const record = hub.find(run);
    if (!record) {
      if (run === "latest" || hub.isPending(run)) waiting.set(id, wish);
      else refuse("unknownRun", `expected the id of a run or "latest", got "${run}": GET /v1/runs lists them`);
      return;
    }
    if (followed(record.id)) {
      refuse("inUse", `expected a run that is not followed on this connection, got "${record.id}"`);
      return;
    }
    const start = resolveStart(record, after);
    if (typeof start !== "number") {
      refuse(start.code, start.message);
      return;
    }
    const window = wish.window === undefined ? undefined : Math.min(wish.window, limits.window);
    const options = { id, start, isLive: after === "live", mode, every, perSecond, window };
    const context = { hub, outlet, clock, metrics, onReady, onFailure, onEnd: () => forget(id) };
    metrics.subscribed(mode);
    following.set(id, createSubscription(record, options, context));
  }

  function forget(id: string): void {
    const subscription = following.get(id);
    if (!subscription) return;
    following.delete(id);
    subscription.close();
    metrics.unsubscribed(subscription.mode);
  }

  function followed(run: string): Subscription | undefined {
    return [...following.values()].find((subscription) => subscription.run === run);
  }

  return {
    add,
    remove(id) {
      forget(id);
      waiting.delete(id);
    },
    acknowledge: (run, seq) => followed(run)?.acknowledge(seq),
    retryPending() {
      if (waiting.size === 0) return;
      const wishes = [...waiting.values()];
      waiting.clear();
      for (const wish of wishes) add(wish);
    },
    pump() {
      let isMore = false;
      for (const subscription of following.values()) isMore = subscription.pump() || isMore;
      return isMore;
    },
    heads: () => Object.fromEntries([...following.values()].map(({ run, head }) => [run, head])),
    recordLags() {
      for (const { lag } of following.values()) metrics.lag(lag);
    },
    close() {
      for (const id of following.keys()) forget(id);
    },
  };
}
