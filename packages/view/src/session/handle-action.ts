/** What the actions of a viewer do to the view and its runs. */
import type { Command } from "@epochal/stream/events";
import type { Subject } from "rxjs";
import type { Action } from "../control/action.ts";
import { baseLearningRate } from "../run-state/run-state.ts";
import type { Message } from "../text/message.ts";
import { requestAtCursor, type SnapshotRequest } from "./look-up-snapshots.ts";
import { withCommand } from "./optimistic-view.ts";
import type { RunList } from "./run-list.ts";
import type { AnotherRun } from "./run-source.ts";
import type { ViewStore } from "./view-store.ts";
import type { View } from "./view.ts";

export type ExportView = (file: string, view: View) => Promise<void>;

export interface ActionContext {
  readonly store: ViewStore;
  readonly runs: RunList;
  readonly lookups$: Subject<SnapshotRequest | undefined>;
  readonly exportView: ExportView | undefined;
  readonly suspend: (() => void) | undefined;
  /** Shows what the runs have reported. */
  readonly refresh: () => void;
  /** The pace that runs are started with, in epochs per second. */
  readonly epochsPerSecond: number | undefined;
  readonly leave: (by: "quit" | "discard" | "interrupt") => void;
}

export function createActionHandler(context: ActionContext): (action: Action) => void {
  const { store, runs, lookups$, exportView, suspend, refresh, leave, epochsPerSecond } = context;
  const show = (message: Message) => store.change({ message });
  const source = () => runs.at(store.view.run).source;

  function send(command: Command): void {
    store.change(withCommand(store.view, command));
    const onError = (error: unknown) => show({ kind: "undelivered", reason: textOf(error) });
    Promise.resolve(source().command?.(command)).catch(onError);
  }

  function selectRun(run: number): void {
    const settings = { ...store.view.settings, prompt: undefined, cursor: undefined, zoom: undefined };
    store.change({ ...runs.viewOf(run), exactSnapshot: undefined, settings });
    const { state } = store.view;
    store.change({ learningRate: baseLearningRate(state), epochsPerSecond: state.epochsPerSecond ?? epochsPerSecond });
    lookups$.next(undefined);
  }

  async function startAnother(how: AnotherRun): Promise<void> {
    try {
      const another = await source().startAnother?.(how);
      if (!another) return;
      const run = runs.states().length;
      const follower = runs.add(another);
      selectRun(run);
      follower.start();
    } catch (error) {
      show({ kind: "rejected", text: textOf(error) });
    }
  }

  return (action) => {
    switch (action.type) {
      case "command":
        return send(action.command);
      case "settings":
        store.changeSettings(action.change);
        if (action.change.isFrozen === false) refresh();
        return lookups$.next(requestAtCursor(store.view, source()));
      case "inform":
        store.changeSettings({ prompt: undefined });
        return show({ kind: "info", text: action.text });
      case "reject":
        if (action.isFinal) store.changeSettings({ prompt: undefined });
        return show({ kind: "rejected", text: action.text });
      case "export":
        return void exportTo(action.file, store, exportView);
      case "stopAndSave":
        send({ type: "stop" });
        return store.changeSettings({ prompt: "export ", suggestion: "model.json" });
      case "startAnother":
        return void startAnother(action.how);
      case "selectRun":
        return selectRun(action.run);
      case "togglePin":
        runs.togglePin(action.run);
        return store.change(runs.viewOf(store.view.run));
      case "suspend":
        return suspend?.();
      case "quit":
        return leave(action.discard ? "discard" : "quit");
      case "interrupt":
        return leave("interrupt");
    }
  };
}

/** If the file cannot be written, the prompt opens again with its name, unless another is open. */
async function exportTo(file: string, store: ViewStore, exportView: ExportView | undefined): Promise<void> {
  store.changeSettings({ prompt: undefined, suggestion: undefined });
  store.change({ message: { kind: "info", text: `writing ${file} …` } });
  const message = await writeView(store.view, file, exportView);
  if (message.kind === "exportFailed" && store.view.settings.prompt === undefined)
    store.changeSettings({ prompt: `export ${file}` });
  store.change({ message });
}

/** Writes a view without its prompt and its help; returns what to say about it. */
async function writeView(view: View, file: string, exportView: ExportView | undefined): Promise<Message> {
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
