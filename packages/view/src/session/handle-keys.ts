/** Handles the keys of a session in their order. Some wait: for a first event, or for code that a page loads late. */
import { rejectFinally } from "../control/action.ts";
import { keymapAction } from "../control/keymap.ts";
import { act } from "./handle-action.ts";
import { isOver, upToDateView, type RunningSession } from "./running-session.ts";

/** Keys that do not wait for the first event. */
const LEAVING_KEYS: ReadonlySet<string> = new Set(["q", "ctrl-c", "ctrl-z"]);

/** Handles the waiting keys until one must wait longer. */
export function handleKeys(session: RunningSession): void {
  const { keys, store } = session;
  while (keys.length > 0 && !isOver(session)) {
    const { state, canControl, outlivesViewer, settings, message } = upToDateView(session);
    // The first event of a run of this process comes soon.
    const isStarting = state.phase === "waiting" && canControl && !outlivesViewer;
    if (isStarting && !LEAVING_KEYS.has(keys[0]!)) return;
    if (settings.prompt !== undefined) loadPromptKeys(session);
    if (session.isLoadingKeys) return;
    // A message stays until the next key.
    if (message) store.change({ message: undefined });
    const actionOf = settings.prompt === undefined ? keymapAction : session.promptKeys!;
    const action = actionOf(keys.shift()!, store.view);
    if (action) act(session, action);
    if (store.view.settings.prompt !== undefined) loadPromptKeys(session);
  }
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
