/** Text for a screen reader: signs become words, letters stay, pictures go. */
const WORDS: Readonly<Record<string, string>> = {
  "→": " to ",
  "×": " times ",
  "≥": "at least ",
  "≤": "at most ",
  "±": " plus or minus ",
  "²": " squared",
  "–": "-",
  "−": "-",
  "—": ", ",
  "…": "...",
  "“": '"',
  "”": '"',
  "’": "'",
  σ: " sigma",
};

/** Without boxes, blocks, braille or other pictures. Letters of all languages stay. */
export function spellOut(text: string): string {
  return text
    .replaceAll(/[→×≥≤±²–−—…“”’σ]/g, (sign) => WORDS[sign] ?? "")
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{Zs}$+<=>^`|~]/gu, "")
    .replaceAll(/ {2,}/g, " ")
    .trim();
}
