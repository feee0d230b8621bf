/** The keys worth a hint now, the most useful first, help and the way out last. */
import type { Key, KeyContext } from "./key.ts";
import { usableKeys } from "./keymap.ts";

const USUAL = ["space", "s", "[ ]", "← →", "< >", "u", "*", "g", "v", "P", "p", "Tab"];
/** While the viewer looks back. */
const BACK = ["Esc", "← →", "R", "b", "*", "g", "space"];

export function keyHints(context: KeyContext): Key[] {
  const { cursor, full } = context.settings;
  const order = cursor === undefined ? USUAL : BACK;
  const isShown = ({ name, isHiddenInFooter }: Key) =>
    !isHiddenInFooter || (cursor !== undefined && BACK.includes(name)) || (full !== undefined && name === "Esc");
  const rank = ({ name }: Key) => (order.includes(name) ? order.indexOf(name) : order.length);
  const usable = usableKeys(context).filter(isShown);
  const isLast = ({ name }: Key) => name === "?" || name === "q";
  return [...usable.filter((key) => !isLast(key)).toSorted((a, b) => rank(a) - rank(b)), ...usable.filter(isLast)];
}
