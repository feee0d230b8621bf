/**
 * Drives a view: follows runs, turns keys into actions and actions into commands or settings, and emits a new view after each
 * change. It draws nothing, so every renderer can use it.
 */
import { auditTime, interval, Subject, Subscription, type Observable } from "rxjs";
import { rejectFinally, type Action } from "../control/action.ts";
import { keymapAction } from "../control/keymap.ts";
import type { handlePromptKey } from "../control/prompt.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { PanelId } from "../settings/view-settings.ts";
import { createActionHandler, type ExportView } from "./handle-action.ts";
import { lookUpSnapshots, type SnapshotRequest } from "./look-up-snapshots.ts";
import { withReport } from "./optimistic-view.ts";
import { createRunList } from "./run-list.ts";
import type { RunSource } from "./run-source.ts";
import { createViewStore } from "./view-store.ts";
import { createView, type View } from "./view.ts";

/** Ten views a second are enough for eyes. */
const REFRESH_MS = 100;
const TICK_MS = 1000;
/** Keys that do not wait for the first event. */
const LEAVING_KEYS: ReadonlySet<string> = new Set(["q", "ctrl-c", "ctrl-z"]);

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
  /** Which panels the renderer has room for. Default: none. */
  readonly visiblePanels?: (view: View) => readonly PanelId[];
  /** Writes the view to a file, in the format of its extension; rejects with a reason. Default: the viewer cannot export. */
  readonly exportView?: ExportView | undefined;
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
  act(action: Action): void;
  /** Adds a line that other code printed to the activity. */
  logOutput(line: string): void;
  /** Leaves; does nothing the second time. */
  close(): void;
}

type PromptKeys = typeof handlePromptKey;

/**
 * @param loadPromptKeys returns `handlePromptKey`, or a promise of it: it is called when a command is typed, so that a page need not
 * load the commands before. Keys that are pressed meanwhile take effect once it is loaded.
 */
export function driveSession(
  sources: readonly RunSource[],
  loadPromptKeys: () => PromptKeys | Promise<PromptKeys>,
  options: SessionOptions = {},
): Session {
  const { epochsPerSecond, now = Date.now, refreshMs = REFRESH_MS, exportView, visiblePanels = () => [] } = options;
  const { suspend } = options;
  const changes$ = new Subject<void>();
  const lookups$ = new Subject<SnapshotRequest | undefined>();
  const subscriptions = new Subscription();
  let outcome: SessionOutcome | undefined;
  let isOver = false;
  let isStale = false;
  let latestEventAt = now();
  /** Pressed before the first event of a run of this process, which comes soon. */
  const earlyKeys: string[] = [];
  let promptKeys: PromptKeys | undefined;
  /** Pressed while the keys of the prompt load; undefined: they do not. */
  let typedKeys: string[] | undefined;

  const runs = createRunList((what, run) => {
    if (what === "state" && run === runs.at(store.view.run)) latestEventAt = now();
    isStale = true;
    if (refreshMs > 0) changes$.next();
    else if (what === "status") refresh();
    if (earlyKeys.length > 0 && run === runs.at(store.view.run) && run.state.phase !== "waiting") {
      refresh();
      earlyKeys.splice(0).forEach(press);
    }
  }, fail);
  for (const source of sources) runs.add(source);
  const abilities = { canExport: exportView !== undefined, canSuspend: suspend !== undefined };
  const store = createViewStore(createView({ ...runs.viewOf(0), epochsPerSecond, ...abilities }), visiblePanels);
  const handleAction = createActionHandler({
    store,
    runs,
    lookups$,
    exportView,
    suspend,
    refresh,
    leave,
    epochsPerSecond,
  });

  /** Shows what the runs have reported. */
  function refresh(): void {
    const { view } = store;
    if (view.settings.isFrozen) return;
    isStale = false;
    store.change(withReport(view, runs.viewOf(view.run), epochsPerSecond));
  }

  function upToDateView(): View {
    if (refreshMs === 0 && isStale) refresh();
    return store.view;
  }

  function act(action: Action): void {
    if (isOver) return;
    upToDateView();
    handleAction(action);
  }

  function press(input: string): void {
    if (isOver) return;
    const { state, canControl, outlivesViewer } = upToDateView();
    const isEarly = state.phase === "waiting" && canControl && !outlivesViewer;
    if (isEarly && (earlyKeys.length > 0 || !LEAVING_KEYS.has(input))) return void earlyKeys.push(input);
    if (typedKeys) return void typedKeys.push(input);
    store.updatePanels();
    // A message stays until the next key.
    if (store.view.message) store.change({ message: undefined });
    const isTyped = store.view.settings.prompt !== undefined;
    if (isTyped && !hasPromptKeys()) return press(input);
    const action = isTyped ? promptKeys!(input, store.view) : keymapAction(input, store.view);
    if (action) act(action);
    if (store.view.settings.prompt !== undefined) hasPromptKeys();
  }

  /** Whether the keys of the prompt are loaded; if not, loads them. */
  function hasPromptKeys(): boolean {
    if (promptKeys) return true;
    const loaded = loadPromptKeys();
    if (typeof loaded === "function") {
      promptKeys = loaded;
      return true;
    }
    const waiting: string[] = [];
    typedKeys = waiting;
    loaded.then(
      (keys) => {
        [promptKeys, typedKeys] = [keys, undefined];
        waiting.forEach(press);
      },
      (error: unknown) => {
        typedKeys = undefined;
        act(rejectFinally((error as Error).message));
      },
    );
    return false;
  }

  function leave(by: SessionOutcome["by"]): void {
    if (isOver) return;
    stop();
    outcome = { by, state: runs.at(0).state, states: runs.states() };
    store.complete();
  }

  function fail(error: unknown): void {
    if (isOver) return;
    stop();
    store.fail(error);
  }

  function stop(): void {
    isOver = true;
    subscriptions.unsubscribe();
    runs.stop();
  }

  function tick(): void {
    const { state, settings } = store.view;
    if (state.phase === "running" && !settings.isFrozen) store.change({ sinceLastEventMs: now() - latestEventAt });
  }

  return {
    view$: store.view$,
    get view() {
      return upToDateView();
    },
    get outcome() {
      return outcome;
    },
    start() {
      subscriptions.add(changes$.pipe(auditTime(refreshMs)).subscribe(refresh));
      subscriptions.add(lookUpSnapshots(lookups$).subscribe((exactSnapshot) => store.change({ exactSnapshot })));
      runs.start();
      subscriptions.add(options.more$?.subscribe({ next: (source) => runs.add(source).start(), error: fail }));
      subscriptions.add(interval(TICK_MS).subscribe(tick));
    },
    press,
    act,
    logOutput(line) {
      runs.logOutput(line, store.view.run);
      isStale = true;
      changes$.next();
    },
    close: () => leave("end"),
  };
}
