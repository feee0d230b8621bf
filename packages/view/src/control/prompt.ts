/**
 * The command prompt: Enter executes, Esc closes, Tab completes the name. A suggestion is dropped with the first character typed;
 * Backspace, → and Tab accept it, so that it can be edited.
 */
import { changeSettings, openPrompt, type Action } from "./action.ts";
import type { KeyContext } from "./key.ts";
import { completeCommand, parseCommand } from "./parse-command.ts";

/** Changes of settings also close the prompt. */
function closePrompt(action: Action): Action {
  return action.type === "settings"
    ? changeSettings({ prompt: undefined, suggestion: undefined, ...action.change })
    : action;
}

/** The action of a key while the prompt is open. */
export function handlePromptKey(input: string, context: KeyContext): Action | undefined {
  const { prompt: text = "", suggestion = "" } = context.settings;
  const whole = text + suggestion;
  switch (input) {
    case "escape":
      return changeSettings({ prompt: undefined });
    case "ctrl-c":
      return changeSettings({ prompt: undefined });
    case "return":
      return whole.trim() === "" ? changeSettings({ prompt: undefined }) : closePrompt(parseCommand(whole, context));
    case "backspace":
      return whole === "" ? changeSettings({ prompt: undefined }) : openPrompt(Array.from(whole).slice(0, -1).join(""));
    case "ctrl-u":
      return openPrompt("");
    case "right":
      return suggestion === "" ? undefined : openPrompt(whole);
    case "tab":
      return openPrompt(suggestion === "" ? completeCommand(text) : whole);
    default:
      // Names of keys, and control characters, are not text.
      return Array.from(input).length === 1 && input >= " " ? openPrompt(text + input) : undefined;
  }
}
