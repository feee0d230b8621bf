/**
 * Leaves out of RxJS what the page has none of: observables of async iterables and of streams, those that emit by a scheduler, and
 * actions of schedulers that are reused. 1.6 KB less.
 */
import type { Plugin } from "vite";

const UNUSED_SOURCES = /if \((isAsyncIterable|isReadableStreamLike)\(input\)\) \{[^}]*\}/g;
const NO_SCHEDULER = "export function scheduled() { throw new Error('the page passes no scheduler'); }";

/** What `timer`, `interval`, `auditTime` and the client need: a timeout, which its own work may set again. */
const TIMEOUTS = `
  import { Subscription } from "../Subscription.js";
  export const asyncScheduler = {
    now: Date.now,
    schedule(work, delay, state) {
      let timeout;
      const action = new Subscription(() => clearTimeout(timeout));
      action.schedule = (state, delay) => {
        if (!action.closed) timeout = setTimeout(() => work.call(action, state), delay);
      };
      action.schedule(state, delay);
      return action;
    },
  };
  export const async = asyncScheduler;`;

export function sourcesInUse(): Plugin {
  return {
    name: "sources-in-use",
    transform: {
      filter: { id: /rxjs.+(observable.innerFrom|scheduled.scheduled|scheduler.async)\.js$/ },
      handler(code, id) {
        if (id.endsWith("scheduled.js")) return NO_SCHEDULER;
        if (id.endsWith("async.js")) return TIMEOUTS;
        const left = code.replaceAll(UNUSED_SOURCES, "");
        if (left === code) this.error("found no source to leave out");
        return left;
      },
    },
  };
}
