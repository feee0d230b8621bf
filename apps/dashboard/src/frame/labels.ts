/** Names of keys and runs as the terminal shows them. */
import { isBranch, runName, type Key, type RunState } from "@epochal/view";
import type { Glyphs } from "../cells/glyphs.ts";

/** In ASCII the arrows have names: `<` and `>` are other keys. */
export function keyLabel({ name }: Pick<Key, "name">, { isAscii }: Pick<Glyphs, "isAscii">): string {
  return isAscii && name === "← →" ? "left/right" : name;
}

/** A branch is marked as such: `└ notebook @10`. */
export function runLabel(state: RunState): string {
  return isBranch(state) ? `└ ${runName(state)}` : runName(state);
}
