/**
 * Drives a view: follows runs, turns keys into actions and actions into commands or settings, and emits a new view after each
 * change. It draws nothing, so every renderer can use it.
 */
import type { Command } from "@epochal/stream/events";
import { auditTime, defer, interval, startWith, Subject, Subscription, type Observable } from "rxjs";
import type { Action } from "../control/action.ts";
import { keyAction } from "../control/keymap.ts";
import { baseLearningRate, type RunState } from "../run-state/run-state.ts";
import type { PanelId, ViewSettings } from "../settings/view-settings.ts";
import type { Message } from "../text/message.ts";
import { lookUpSnapshots, requestAtCursor, type SnapshotRequest } from "./look-up-snapshots.ts";
import { withCommand, withReport } from "./optimistic-view.ts";
import { createRunList } from "./run-list.ts";
import type { RunSource } from "./run-source.ts";
import { createView, type View } from "./view.ts";

/** Ten views a second are enough for eyes. */
const REFRESH_MS = 100;
const TICK_MS = 1000;

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

export interface Session {
  /** The view, now and after each change. Completes when the viewer leaves, fails if the events of a run fail. */
  readonly view$: Observable<View>;
  readonly view: View;
  /** Undefined until `view$` has completed. */
  readonly outcome: SessionOutcome | undefined;
  /** Subscribes to the runs, which may emit synchronously. */
  start(): void;
  /** What the viewer pressed: a character, or the name of a key, such as `left` or `return`. */
  press(input: string): void;
  act(action: Action): void;
  /** Adds a line that other code printed to the activity. */
  logOutput(line: string): void;
  /** Leaves; does nothing the second time. */
  close(): void;
}

export function createSession(sources: readonly RunSource[], options: SessionOptions = {}): Session {
  const { now = Date.now, refreshMs = REFRESH_MS, exportView, visiblePanels = () => [] } = options;
  const views$ = new Subject<View>();
  const changes$ = new Subject<void>();
  const lookups$ = new Subject<SnapshotRequest | undefined>();
  const subscriptions = new Subscription();
  let outcome: SessionOutcome | undefined;
  let isOver = false;
  let isStale = false;
  let latestEventAt = now();

  const runs = createRunList((what, run) => {
    if (what === "state" && run === view.run) latestEventAt = now();
    isStale = true;
    if (refreshMs > 0) changes$.next();
    else if (what === "status") refresh();
  }, fail);
  for (const source of sources) runs.add(source);
  const { epochsPerSecond, suspend } = options;
  const abilities = { canExport: exportView !== undefined, canSuspend: suspend !== undefined };
  let view = withPanels(createView({ ...runs.viewOf(0), epochsPerSecond, ...abilities }));

  function withPanels(changed: View): View {
    return { ...changed, visiblePanels: visiblePanels(changed) };
  }

  function change(changes: Partial<View>): void {
    view = withPanels({ ...view, ...changes });
    views$.next(view);
  }

  function changeSettings(settings: Partial<ViewSettings>): void {
    change({ settings: { ...view.settings, ...settings } });
  }

  const show = (message: Message) => change({ message });

  /** Shows what the runs have reported. */
  function refresh(): void {
    if (view.settings.isFrozen) return;
    isStale = false;
    change(withReport(view, runs.viewOf(view.run), epochsPerSecond));
  }

  function upToDateView(): View {
    if (refreshMs === 0 && isStale) refresh();
    return view;
  }

  function send(command: Command): void {
    change(withCommand(view, command));
    const onError = (error: unknown) => show({ kind: "undelivered", reason: textOf(error) });
    Promise.resolve(runs.at(view.run).source.command?.(command)).catch(onError);
  }

  /** The prompt stays open until the file is written, so that a name can be corrected, and so does one opened meanwhile. */
  async function exportTo(file: string): Promise<void> {
    const { prompt } = view.settings;
    const message = await writeView(view, file, exportView);
    if (message.kind === "exported" && view.settings.prompt === prompt) changeSettings({ prompt: undefined });
    show(message);
  }

  function selectRun(run: number): void {
    const settings = { ...view.settings, prompt: undefined, cursor: undefined, zoom: undefined };
    change({ ...runs.viewOf(run), exactSnapshot: undefined, settings });
    change({ learningRate: baseLearningRate(view.state), epochsPerSecond: view.state.epochsPerSecond });
    lookups$.next(undefined);
  }

  function act(action: Action): void {
    if (isOver) return;
    upToDateView();
    switch (action.type) {
      case "command":
        return send(action.command);
      case "settings":
        changeSettings(action.change);
        if (action.change.isFrozen === false) refresh();
        return lookups$.next(requestAtCursor(view, runs.at(view.run).source));
      case "inform":
        changeSettings({ prompt: undefined });
        return show({ kind: "info", text: action.text });
      case "reject":
        if (action.isFinal) changeSettings({ prompt: undefined });
        return show({ kind: "rejected", text: action.text });
      case "export":
        return void exportTo(action.file);
      case "selectRun":
        return selectRun(action.run);
      case "togglePin":
        runs.togglePin(action.run);
        return change(runs.viewOf(view.run));
      case "suspend":
        return suspend?.();
      case "quit":
        return leave(action.discard ? "discard" : "quit");
      case "interrupt":
        return leave("interrupt");
    }
  }

  function leave(by: SessionOutcome["by"]): void {
    if (isOver) return;
    stop();
    outcome = { by, state: runs.at(0).state, states: runs.states() };
    views$.complete();
  }

  function fail(error: unknown): void {
    if (isOver) return;
    stop();
    views$.error(error);
  }

  function stop(): void {
    isOver = true;
    subscriptions.unsubscribe();
    runs.stop();
  }

  return {
    view$: defer(() => views$.pipe(startWith(view))),
    get view() {
      return upToDateView();
    },
    get outcome() {
      return outcome;
    },
    start() {
      subscriptions.add(changes$.pipe(auditTime(refreshMs)).subscribe(refresh));
      subscriptions.add(lookUpSnapshots(lookups$).subscribe((exactSnapshot) => change({ exactSnapshot })));
      runs.start();
      subscriptions.add(options.more$?.subscribe({ next: (source) => runs.add(source).start(), error: fail }));
      const tick = () => {
        const isMoving = view.state.phase === "running" && !view.settings.isFrozen;
        if (isMoving) change({ sinceLastEventMs: now() - latestEventAt });
      };
      subscriptions.add(interval(TICK_MS).subscribe(tick));
    },
    press(input) {
      upToDateView();
      view = withPanels(view);
      // A message stays until the next key.
      if (view.message) change({ message: undefined });
      const action = keyAction(input, view);
      if (action) act(action);
    },
    act,
    logOutput(line) {
      runs.logOutput(line, view.run);
      isStale = true;
      changes$.next();
    },
    close: () => leave("end"),
  };
}

/** Writes a view without its prompt and its help; returns what to say about it. */
async function writeView(view: View, file: string, exportView: SessionOptions["exportView"]): Promise<Message> {
  const settings = { ...view.settings, prompt: undefined, helpPage: undefined };
  try {
    await exportView?.(file, { ...view, settings });
    return { kind: "exported", file };
  } catch (error) {
    return { kind: "exportFailed", reason: textOf(error) };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
