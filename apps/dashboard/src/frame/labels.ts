/** Names of keys and runs as the terminal shows them. */
import { isBranch, runName, type Key, type RunState } from "@epochal/view";
import type { Glyphs } from "../cells/glyphs.ts";

const ASCII_NAMES: Readonly<Record<string, string>> = { "← →": "left/right", "↑ ↓": "up/down" };

/** In ASCII the arrows have names: `<` and `>` are other keys. */
export function keyLabel({ name }: Pick<Key, "name">, { isAscii }: Pick<Glyphs, "isAscii">): string {
  return isAscii ? (ASCII_NAMES[name] ?? name) : name;
}

/** A branch is marked as such: `└ notebook @10`. */
export function runLabel(state: RunState): string {
  return isBranch(state) ? `└ ${runName(state)}` : runName(state);
}
