/** Typing a command: Enter does it, Esc drops it, Tab completes its name. */
import { completed, obey } from "./command-line.ts";
import { look, type Action, type Situation } from "./keys/key.ts";

/** What is done is typed no more. */
function typed(action: Action): Action {
  return action.type === "look" ? look({ prompt: undefined, ...action.change }) : action;
}

/** What a key does while a command is being typed. */
export function typing(input: string, situation: Situation): Action | undefined {
  const text = situation.look.prompt ?? "";
  switch (input) {
    case "escape":
      return look({ prompt: undefined });
    case "\x03":
      return look({ prompt: undefined });
    case "return":
      return text.trim() === "" ? look({ prompt: undefined }) : typed(obey(text, situation));
    case "backspace":
      return look({ prompt: text === "" ? undefined : Array.from(text).slice(0, -1).join("") });
    case "\x15":
      return look({ prompt: "" });
    case "tab":
      return look({ prompt: completed(text) });
    default:
      // Names of keys that send a sequence, and control characters, are nothing to type.
      return Array.from(input).length === 1 && input >= " " ? look({ prompt: text + input }) : undefined;
  }
}
