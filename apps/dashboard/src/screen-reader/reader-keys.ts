/** Keys of a run that is read out: their effect is said, and what is typed is echoed. */
import {
  changeSettings,
  currentExitPrompt,
  isSpokenKey,
  keyAction,
  printable,
  spokenExitPrompt,
  spokenHelp,
  spokenSettings,
  type Action,
  type Session,
} from "@epochal/view";

/**
 * Returns a function that handles a key.
 * @param say writes lines. @param write writes a part of a line.
 */
export function createReaderKeys(
  session: Session,
  say: (...lines: readonly string[]) => void,
  write: (text: string) => void,
): (input: string) => void {
  function press(input: string): void {
    const isPromptOpen = session.view.settings.prompt !== undefined;
    const typedBefore = typedText();
    if (!isPromptOpen && input === "?") return say(...spokenHelp(session.view));
    if (!isPromptOpen && input === "ctrl-z") return say("A run that is read out cannot be suspended.");
    const wasAsked = currentExitPrompt(session.view) !== undefined;
    if (!isPromptOpen && input !== "ctrl-c" && !wasAsked && !isSpokenKey(input)) {
      if (input !== "return") say("No key here: question mark lists all keys.");
      return;
    }
    const action = keyAction(input, session.view);
    if (action) act(action);
    const exitPrompt = currentExitPrompt(session.view);
    if (exitPrompt && !wasAsked) say(spokenExitPrompt(exitPrompt));
    if (!exitPrompt && wasAsked && !session.outcome) say("The training continues.");
    const typed = typedText();
    if (typed !== undefined && typed !== typedBefore) echo(typedBefore, typed);
  }

  function act(action: Action): void {
    const isPromptOpen = session.view.settings.prompt !== undefined;
    if (action.type !== "settings" && isPromptOpen) {
      session.act(changeSettings({ prompt: undefined }));
      write("\n");
    }
    if (action.type === "selectRun" || action.type === "togglePin") return say("There is only this run.");
    if (action.type !== "settings") return session.act(action);
    const { change } = action;
    if (isPromptOpen && "prompt" in change && change.prompt === undefined) write("\n");
    session.act(changeSettings({ ...change, helpPage: undefined }));
    say(...spokenSettings(change, session.view));
  }

  /** The command line as it is shown: what is typed, then what Enter would add. */
  function typedText(): string | undefined {
    const { prompt, suggestion = "" } = session.view.settings;
    return prompt === undefined ? undefined : printable(prompt + suggestion);
  }

  /** Writes what is typed as it is typed; after a deletion the whole line. */
  function echo(before: string | undefined, typed: string): void {
    if (before === undefined) write(`:${typed}`);
    else if (typed.startsWith(before)) write(typed.slice(before.length));
    else write(`\n:${typed}`);
  }

  return press;
}
