/** Handles the keys of a session in their order. Some wait: for a first event, or for code that a page loads late. */
import { rejectFinally } from "../control/action.ts";
import { keymapAction } from "../control/keymap.ts";
import { act } from "./handle-action.ts";
import { isOver, upToDateView, type RunningSession } from "./running-session.ts";

/** Keys that do not wait for the first event. */
const LEAVING_KEYS: ReadonlySet<string> = new Set(["q", "ctrl-c", "ctrl-z"]);

/** Handles the waiting keys until one must wait longer. */
export function handleKeys(session: RunningSession): void {
  const { keys } = session;
  while (keys.length > 0 && !isOver(session) && isReady(session, keys[0]!)) handleKey(session, keys.shift()!);
}

function isReady(session: RunningSession, input: string): boolean {
  const { state, canControl, outlivesViewer, settings } = upToDateView(session);
  // The first event of a run of this process comes soon.
  if (state.phase === "waiting" && canControl && !outlivesViewer) return LEAVING_KEYS.has(input);
  if (settings.prompt !== undefined) loadPromptKeys(session);
  return !session.isLoadingKeys;
}

function handleKey(session: RunningSession, input: string): void {
  const { store } = session;
  store.updatePanels();
  // A message stays until the next key.
  if (store.view.message) store.change({ message: undefined });
  const { prompt } = store.view.settings;
  const action = prompt === undefined ? keymapAction(input, store.view) : session.promptKeys!(input, store.view);
  if (action) act(session, action);
  if (store.view.settings.prompt !== undefined) loadPromptKeys(session);
}

function loadPromptKeys(session: RunningSession): void {
  if (session.promptKeys || session.isLoadingKeys) return;
  const loaded = session.loadPromptKeys();
  if (typeof loaded === "function") {
    session.promptKeys = loaded;
    return;
  }
  session.isLoadingKeys = true;
  loaded.then(
    (promptKeys) => {
      session.promptKeys = promptKeys;
      session.isLoadingKeys = false;
      handleKeys(session);
    },
    (error: unknown) => {
      session.isLoadingKeys = false;
      session.keys.length = 0;
      act(session, rejectFinally((error as Error).message));
    },
  );
}
