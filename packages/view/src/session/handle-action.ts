/** What the actions of a viewer do to the view and its runs. */
import type { Command } from "@epochal/stream/events";
import type { Action } from "../control/action.ts";
import { baseLearningRate } from "../run-state/run-state.ts";
import type { Message } from "../text/message.ts";
import { requestAtCursor } from "./look-up-snapshots.ts";
import { withCommand } from "./optimistic-view.ts";
import type { AnotherRun, RunSource } from "./run-source.ts";
import { isOver, leave, refresh, upToDateView, type RunningSession } from "./running-session.ts";
import type { View } from "./view.ts";

export function act(session: RunningSession, action: Action): void {
  if (isOver(session)) return;
  upToDateView(session);
  const { store, runs, lookups$, options } = session;
  switch (action.type) {
    case "command":
      return send(session, action.command);
    case "settings":
      store.changeSettings(action.change);
      if (action.change.isFrozen === false) refresh(session);
      return lookups$.next(requestAtCursor(store.view, selectedSource(session)));
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
      runs.togglePin(action.run);
      return store.change(runs.viewOf(store.view.run));
    case "suspend":
      return options.suspend?.();
    case "quit":
      return leave(session, action.discard ? "discard" : "quit");
    case "interrupt":
      return leave(session, "interrupt");
  }
}

function selectedSource({ runs, store }: RunningSession): RunSource {
  return runs.at(store.view.run).source;
}

function show({ store }: RunningSession, message: Message): void {
  store.change({ message });
}

function send(session: RunningSession, command: Command): void {
  const { store } = session;
  store.change(withCommand(store.view, command));
  const onError = (error: unknown) => show(session, { kind: "undelivered", reason: textOf(error) });
  Promise.resolve(selectedSource(session).command?.(command)).catch(onError);
}

function selectRun({ store, runs, lookups$, options }: RunningSession, run: number): void {
  const settings = { ...store.view.settings, prompt: undefined, cursor: undefined, zoom: undefined };
  store.change({ ...runs.viewOf(run), exactSnapshot: undefined, settings });
  const { state } = store.view;
  const epochsPerSecond = state.epochsPerSecond ?? options.epochsPerSecond;
  store.change({ learningRate: baseLearningRate(state), epochsPerSecond });
  lookups$.next(undefined);
}

async function startAnother(session: RunningSession, how: AnotherRun): Promise<void> {
  const { runs } = session;
  try {
    const another = await selectedSource(session).startAnother?.(how);
    if (!another) return;
    const position = runs.states().length;
    const run = runs.add(another);
    selectRun(session, position);
    runs.follow(run);
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
