/**
 * Typing a command: Enter does it, Esc drops it, Tab completes its name. What is suggested as the rest of it goes with the first
 * character that is typed; Backspace, → and Tab take it over, to be changed.
 */
import { completed, obey } from "./command-line.ts";
import { ask, look, type Action, type Situation } from "./keys/key.ts";

/** What is done is typed no more. */
function typed(action: Action): Action {
  return action.type === "look" ? look({ prompt: undefined, suggestion: undefined, ...action.change }) : action;
}

/** What a key does while a command is being typed. */
export function typing(input: string, situation: Situation): Action | undefined {
  const { prompt: text = "", suggestion = "" } = situation.look;
  const whole = text + suggestion;
  switch (input) {
    case "escape":
      return look({ prompt: undefined });
    case "\x03":
      return look({ prompt: undefined });
    case "return":
      return whole.trim() === "" ? look({ prompt: undefined }) : typed(obey(whole, situation));
    case "backspace":
      return whole === "" ? look({ prompt: undefined }) : ask(Array.from(whole).slice(0, -1).join(""));
    case "\x15":
      return ask("");
    case "right":
      return suggestion === "" ? undefined : ask(whole);
    case "tab":
      return ask(suggestion === "" ? completed(text) : whole);
    default:
      // Names of keys that send a sequence, and control characters, are nothing to type.
      return Array.from(input).length === 1 && input >= " " ? ask(text + input) : undefined;
  }
}
