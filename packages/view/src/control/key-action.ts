import type { Action } from "./action.ts";
import type { KeyContext } from "./key.ts";
import { keymapAction } from "./keymap.ts";
import { handlePromptKey } from "./prompt.ts";

/** The action of a pressed key, if any: a key of the prompt, if it is open, else one of the keymap. */
export function keyAction(input: string, context: KeyContext): Action | undefined {
  return context.settings.prompt === undefined ? keymapAction(input, context) : handlePromptKey(input, context);
}
