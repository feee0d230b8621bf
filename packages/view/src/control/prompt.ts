/**
 * Typing a command: Enter does it, Esc drops it, Tab completes its name. What is suggested as the rest of it goes with the first
 * character that is typed; Backspace, → and Tab take it over, to be changed.
 */
import { completeCommand, executeCommandLine } from "./parse-command.ts";
import { openPrompt, changeSettings, type Action } from "./action.ts";
import type { KeyContext } from "./key.ts";

/** What is done is typed no more. */
function closePrompt(action: Action): Action {
  return action.type === "settings"
    ? changeSettings({ prompt: undefined, suggestion: undefined, ...action.change })
    : action;
}

/** What a key does while a command is being typed. */
export function handlePromptKey(input: string, context: KeyContext): Action | undefined {
  const { prompt: text = "", suggestion = "" } = context.settings;
  const whole = text + suggestion;
  switch (input) {
    case "escape":
      return changeSettings({ prompt: undefined });
    case "\x03":
      return changeSettings({ prompt: undefined });
    case "return":
      return whole.trim() === ""
        ? changeSettings({ prompt: undefined })
        : closePrompt(executeCommandLine(whole, context));
    case "backspace":
      return whole === "" ? changeSettings({ prompt: undefined }) : openPrompt(Array.from(whole).slice(0, -1).join(""));
    case "\x15":
      return openPrompt("");
    case "right":
      return suggestion === "" ? undefined : openPrompt(whole);
    case "tab":
      return openPrompt(suggestion === "" ? completeCommand(text) : whole);
    default:
      // Names of keys that send a sequence, and control characters, are nothing to type.
      return Array.from(input).length === 1 && input >= " " ? openPrompt(text + input) : undefined;
  }
}
