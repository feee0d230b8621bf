/** ASCII instead of other characters, for terminals that cannot show them. */
import { isZeroWidth } from "@epochal/view";

const ASCII: Readonly<Record<string, string>> = {
  "→": ">",
  "←": "<",
  "↓": "v",
  "↑": "^",
  "└": "+",
  σ: "s",
  "–": "-",
  "—": "-",
  "−": "-",
  "…": ".",
  "·": ".",
  "×": "x",
  "²": "2",
  "³": "3",
  "½": "/",
  "≥": ">",
  "≤": "<",
  "±": "~",
  "“": '"',
  "”": '"',
  "’": "'",
};

/** The text with each character replaced by a similar ASCII character, its base letter, or `?`. */
export function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let ascii = "";
  for (const character of text.normalize("NFC")) {
    if (isZeroWidth(character)) continue;
    const bare = character.normalize("NFD").slice(0, 1);
    ascii += ASCII[character] ?? (bare >= " " && bare <= "~" ? bare : character < " " ? " " : "?");
  }
  return ascii;
}
