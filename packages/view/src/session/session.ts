/**
 * Drives a view: follows runs, turns keys into actions and actions into commands or settings, and emits a new view after each
 * change. It draws nothing, so every renderer can use it.
 */
import { Subject, Subscription, timer, type Observable } from "rxjs";
import type { Action } from "../control/action.ts";
import { act } from "./handle-action.ts";
import { followRun } from "./follow-run.ts";
import { toFollowedRun, viewOfRun } from "./followed-run.ts";
import { handleKeys } from "./handle-keys.ts";
import { lookUpSnapshots } from "./look-up-snapshots.ts";
import type { RunSource } from "./run-source.ts";
import {
  fail,
  leave,
  upToDateView,
  type RunningSession,
  type SessionOptions,
  type SessionOutcome,
} from "./running-session.ts";
import { createViewStore } from "./view-store.ts";
import { createView, type View } from "./view.ts";

/** Ten views a second are enough for eyes. */
const REFRESH_MS = 100;
const TICK_MS = 1000;

export interface Session {
  /** The view, now and after each change. Completes when the viewer leaves, fails if the events of a run fail. */
  readonly view$: Observable<View>;
  readonly view: View;
  /** Undefined until `view$` has completed. */
  readonly outcome: SessionOutcome | undefined;
  /** Subscribes to the runs, which may emit synchronously. */
  start(): void;
  /** What the viewer pressed: a character, or the name of a key, such as `left` or `return`. */
  readonly press: (input: string) => void;
  readonly act: (action: Action) => void;
  /** Leaves; does nothing the second time. */
  close(): void;
}

/**
 * @param loadPromptKeys returns `handlePromptKey`, or a promise of it: it is called when a command is typed, so that a page need not
 * load the commands before. Keys that are pressed meanwhile take effect once it is loaded.
 */
export function driveSession(
  sources: readonly RunSource[],
  loadPromptKeys: RunningSession["loadPromptKeys"],
  options: SessionOptions = {},
): Session {
  const { epochsPerSecond, now = Date.now, refreshMs = REFRESH_MS, exportView, suspend, visiblePanels } = options;
  const { drawablePanels } = options;
  const runs = sources.map(toFollowedRun);
  const abilities = { canExport: exportView !== undefined, canSuspend: suspend !== undefined };
  const store = createViewStore(
    createView({ ...viewOfRun(runs, 0), epochsPerSecond, ...abilities, ...(drawablePanels && { drawablePanels }) }),
    visiblePanels,
  );
  const session: RunningSession = {
    options,
    now,
    refreshMs,
    runs,
    another$: new Subject(),
    store,
    lookups$: new Subject(),
    subscriptions: new Subscription(),
    keys: [],
    loadPromptKeys,
    latestEventAt: now(),
  };

  function add(source: RunSource): void {
    const run = toFollowedRun(source);
    runs.push(run);
    followRun(session, run);
  }

  function tick(): void {
    const { state, settings } = store.view;
    if (state.phase === "running" && !settings.isFrozen)
      store.change({ sinceLastEventMs: now() - session.latestEventAt });
  }

  return {
    view$: store.view$,
    get view() {
      return upToDateView(session);
    },
    get outcome() {
      return session.outcome;
    },
    start() {
      const { subscriptions, lookups$, another$ } = session;
      subscriptions.add(lookUpSnapshots(lookups$).subscribe((exactSnapshot) => store.change({ exactSnapshot })));
      runs.forEach((run) => followRun(session, run));
      subscriptions.add(another$.subscribe(add));
      subscriptions.add(options.more$?.subscribe({ next: add, error: (error: unknown) => fail(session, error) }));
      subscriptions.add(timer(TICK_MS, TICK_MS).subscribe(tick));
    },
    press(input) {
      session.keys.push(input);
      handleKeys(session);
    },
    act: (action) => act(session, action),
    close: () => leave(session, "end"),
  };
}
