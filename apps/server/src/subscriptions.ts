/** All that one connection follows. */
import type { ErrorMessage } from "@epochal/protocol";
import type { Subscribe } from "./address.ts";
import type { Hub } from "./hub.ts";
import type { Outlet } from "./outlet.ts";
import { createSubscription, startOf, type Subscription } from "./subscription.ts";

export interface Subscriptions {
  /** Begins to follow a run, or says why not. */
  add(wish: Subscribe): void;
  remove(id: string): void;
  /** Looks again for runs that were not there yet. */
  retryWaiting(): void;
  /** Sends what there is, as long as the socket takes it; true when there may be more to send in the next turn. */
  pump(): boolean;
  /** The head of every run that is followed. */
  heads(): Record<string, number>;
}

export function createSubscriptions(hub: Hub, most: number, outlet: Outlet): Subscriptions {
  const following = new Map<string, Subscription>();
  /** Asked for `latest` while there was no run yet. */
  const waiting = new Map<string, Subscribe>();

  function add(wish: Subscribe): void {
    const { id, run, after = "start" } = wish;
    const refuse = (code: ErrorMessage["code"], message: string) =>
      outlet.send({
        type: "error",
        id,
        code,
        message: `subscribe: ${message}`,
        retry: code === "tooManySubscriptions",
      });

    if (following.has(id) || waiting.has(id)) {
      refuse("inUse", `expected an id that is not in use, got "${id}"`);
      return;
    }
    if (following.size + waiting.size >= most) {
      refuse("tooManySubscriptions", `expected at most ${most} subscriptions, got one more`);
      return;
    }
    const record = hub.find(run);
    if (!record) {
      if (run === "latest") waiting.set(id, wish);
      else refuse("unknownRun", `expected the id of a run or "latest", got "${run}": GET /v1/runs lists them`);
      return;
    }
    if ([...following.values()].some((other) => other.run === record.id)) {
      refuse("inUse", `expected a run that is not followed on this connection, got "${record.id}"`);
      return;
    }
    const start = startOf(record, after);
    if (typeof start !== "number") {
      refuse(start.code, start.message);
      return;
    }
    const onEnd = () => following.delete(id);
    following.set(id, createSubscription(hub, record, id, start, after === "live", outlet, onEnd));
  }

  return {
    add,
    remove(id) {
      following.delete(id);
      waiting.delete(id);
    },
    retryWaiting() {
      const wishes = [...waiting.values()];
      waiting.clear();
      for (const wish of wishes) add(wish);
    },
    pump() {
      let isMore = false;
      for (const subscription of following.values()) isMore = subscription.pump() || isMore;
      return isMore;
    },
    heads() {
      const heads = [...following.values()].map(({ run }) => [run, hub.state(run)?.head ?? 0] as const);
      return Object.fromEntries(heads);
    },
  };
}
