/** What the actions of a viewer do to the view and its runs. */
import type { Command } from "@epochal/stream/events";
import type { Action } from "../control/action.ts";
import { baseLearningRate } from "../run-state/run-state.ts";
import type { Message } from "../text/message.ts";
import { requestAtCursor } from "./look-up-snapshots.ts";
import { withCommand } from "./optimistic-view.ts";
import type { AnotherRun } from "./run-source.ts";
import { viewOfRun } from "./followed-run.ts";
import { isOver, leave, refresh, selectedRun, upToDateView, type RunningSession } from "./running-session.ts";
import type { View } from "./view.ts";

export function act(session: RunningSession, action: Action): void {
  if (isOver(session)) return;
  upToDateView(session);
  const { store, lookups$, options } = session;
  switch (action.type) {
    case "command":
      return send(session, action.command);
    case "settings":
      store.changeSettings(action.change);
      if (action.change.isFrozen === false) refresh(session);
      return lookups$.next(requestAtCursor(store.view, selectedRun(session).source));
    case "inform":
      store.changeSettings({ prompt: undefined });
      return show(session, { kind: "info", text: action.text });
    case "reject":
      if (action.isFinal) store.changeSettings({ prompt: undefined });
      return show(session, { kind: "rejected", text: action.text });
    case "export":
      return void exportTo(session, action.file);
    case "stopAndSave":
      send(session, { type: "stop" });
      return store.changeSettings({ prompt: "export ", suggestion: "model.json" });
    case "startAnother":
      return void startAnother(session, action.how);
    case "selectRun":
      return selectRun(session, action.run);
    case "togglePin":
      return togglePin(session, action.run);
    case "suspend":
      return options.suspend?.();
    case "quit":
      return leave(session, action.discard ? "discard" : "quit");
    case "interrupt":
      return leave(session, "interrupt");
  }
}

function show({ store }: RunningSession, message: Message): void {
  store.change({ message });
}

function send(session: RunningSession, command: Command): void {
  const { store } = session;
  store.change(withCommand(store.view, command));
  const onError = (error: unknown) => show(session, { kind: "undelivered", reason: textOf(error) });
  Promise.resolve(selectedRun(session).source.command?.(command)).catch(onError);
}

function selectRun({ store, runs, lookups$, options }: RunningSession, run: number): void {
  const settings = { ...store.view.settings, prompt: undefined, cursor: undefined, zoom: undefined };
  store.change({ ...viewOfRun(runs, run), exactSnapshot: undefined, settings });
  const { state } = store.view;
  const epochsPerSecond = state.epochsPerSecond ?? options.epochsPerSecond;
  store.change({ learningRate: baseLearningRate(state), epochsPerSecond });
  lookups$.next(undefined);
}

function togglePin({ store, runs }: RunningSession, position: number): void {
  const run = runs[position]!;
  run.isPinned = !run.isPinned;
  store.change(viewOfRun(runs, store.view.run));
}

async function startAnother(session: RunningSession, how: AnotherRun): Promise<void> {
  try {
    const another = await selectedRun(session).source.startAnother?.(how);
    if (!another) return;
    session.another$.next(another);
    selectRun(session, session.runs.length - 1);
  } catch (error) {
    show(session, { kind: "rejected", text: textOf(error) });
  }
}

/** If the file cannot be written, the prompt opens again with its name, unless another is open. */
async function exportTo({ store, options }: RunningSession, file: string): Promise<void> {
  store.changeSettings({ prompt: undefined, suggestion: undefined });
  store.change({ message: { kind: "info", text: `writing ${file} …` } });
  const message = await writeView(store.view, file, options.exportView);
  if (message.kind === "exportFailed" && store.view.settings.prompt === undefined)
    store.changeSettings({ prompt: `export ${file}` });
  store.change({ message });
}

/** Writes a view without its prompt and its help; returns what to say about it. */
async function writeView(
  view: View,
  file: string,
  exportView: RunningSession["options"]["exportView"],
): Promise<Message> {
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
