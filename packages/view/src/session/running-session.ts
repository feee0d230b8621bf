/** What a session is made of while it runs, and how it shows its runs and ends. */
import { timer, type Subject, type Observable, type Subscription } from "rxjs";
import type { handlePromptKey } from "../control/prompt.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { PanelId } from "../settings/view-settings.ts";
import { viewOfRun, type FollowedRun } from "./followed-run.ts";
import type { SnapshotRequest } from "./look-up-snapshots.ts";
import { withReport } from "./optimistic-view.ts";
import type { RunSource } from "./run-source.ts";
import type { ViewStore } from "./view-store.ts";
import type { View } from "./view.ts";

export interface SessionOptions {
  /** The pace the run was started with, which `<` and `>` change; 0 is unlimited. Default 0. */
  readonly epochsPerSecond?: number | undefined;
  /** The time in ms, for durations only; a monotonic one is best. Default: `Date.now`. */
  readonly now?: () => number;
  /**
   * Events change the view at most once in this time, in ms. 0: only when it is read, or a key or an action needs it, for a
   * renderer that does not draw. Default 100.
   */
  readonly refreshMs?: number;
  /** The numbered panels that the renderer can draw. Default: all. */
  readonly drawablePanels?: readonly PanelId[];
  /** Which panels the renderer has room for. Default: none. */
  readonly visiblePanels?: (view: View) => readonly PanelId[];
  /** Writes the view to a file, in the format of its extension; rejects with a reason. Default: the viewer cannot export. */
  readonly exportView?: ((file: string, view: View) => Promise<void>) | undefined;
  /** Suspends the renderer's process. Default: it cannot be suspended. */
  readonly suspend?: () => void;
  /** Runs that start later: other seeds, branches. */
  readonly more$?: Observable<RunSource> | undefined;
}

/** How the viewer left. */
export interface SessionOutcome {
  /** `q`; the same with the request to keep nothing of a training that ends with the viewer; Ctrl-C; or closed by the caller. */
  readonly by: "quit" | "discard" | "interrupt" | "end";
  /** The last known state of the first run. */
  readonly state: RunState;
  /** The last known states of all runs, in the order in which they were added. */
  readonly states: readonly RunState[];
}

type PromptKeys = typeof handlePromptKey;

export interface RunningSession {
  readonly options: SessionOptions;
  /** As in the options, or their defaults. */
  readonly now: () => number;
  readonly refreshMs: number;
  readonly runs: FollowedRun[];
  /** Runs that the viewer has started: they are added and followed. */
  readonly another$: Subject<RunSource>;
  readonly store: ViewStore;
  readonly lookups$: Subject<SnapshotRequest | undefined>;
  readonly subscriptions: Subscription;
  /** Keys that were pressed and wait: for the first event of a run of this process, or for the keys of the prompt. */
  readonly keys: string[];
  readonly loadPromptKeys: () => PromptKeys | Promise<PromptKeys>;
  promptKeys?: PromptKeys;
  isLoadingKeys?: boolean;
  /** Whether the runs have reported what the view does not show yet. */
  isStale?: boolean;
  /** Shows soon what they have reported. */
  refreshing?: Subscription;
  /** When the selected run last reported, by `now`. */
  latestEventAt: number;
  outcome?: SessionOutcome;
}

export function selectedRun({ runs, store }: RunningSession): FollowedRun {
  return runs[store.view.run]!;
}

/** Shows what the runs have reported. */
export function refresh(session: RunningSession): void {
  const { store, runs, options } = session;
  const { view } = store;
  if (view.settings.isFrozen) return;
  session.isStale = false;
  store.change(withReport(view, viewOfRun(runs, view.run), options.epochsPerSecond));
}

export function refreshSoon(session: RunningSession): void {
  if (session.refreshing?.closed === false) return;
  session.refreshing = timer(session.refreshMs).subscribe(() => refresh(session));
  session.subscriptions.add(session.refreshing);
}

export function upToDateView(session: RunningSession): View {
  if (session.refreshMs === 0 && session.isStale) refresh(session);
  return session.store.view;
}

export function isOver({ subscriptions }: RunningSession): boolean {
  return subscriptions.closed;
}

export function leave(session: RunningSession, by: SessionOutcome["by"]): void {
  const { subscriptions, runs, store } = session;
  if (isOver(session)) return;
  subscriptions.unsubscribe();
  const states = runs.map(({ state }) => state);
  session.outcome = { by, state: states[0]!, states };
  store.complete();
}

export function fail(session: RunningSession, error: unknown): void {
  const { subscriptions, store } = session;
  if (isOver(session)) return;
  subscriptions.unsubscribe();
  store.fail(error);
}
