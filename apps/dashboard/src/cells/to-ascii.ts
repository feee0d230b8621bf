/** ASCII instead of other characters, for terminals that cannot show them. */
import { isZeroWidth } from "@epochal/view";

/** Pairs of a character and its ASCII replacement. */
const PAIRS = `→> ←< ↓v ↑^ └+ σs –- —- −- …. ·. ×x ²2 ³3 ½/ ≥> ≤< ±~ “" ”" ’'`;
const ASCII = new Map(PAIRS.split(" ").map(([character, ascii]) => [character, ascii]));

/** The text with each character replaced by a similar ASCII character, its base letter, or `?`. */
export function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let ascii = "";
  for (const character of text.normalize("NFC")) {
    if (isZeroWidth(character)) continue;
    const bare = character.normalize("NFD").slice(0, 1);
    ascii += ASCII.get(character) ?? (bare >= " " && bare <= "~" ? bare : character < " " ? " " : "?");
  }
  return ascii;
}
