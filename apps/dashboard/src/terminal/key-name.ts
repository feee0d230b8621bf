/** The keymap's names of the characters that a terminal sends. */
const NAMES: Readonly<Record<string, string>> = {
  "\r": "return",
  "\n": "return",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\u001b": "escape",
};

/** `ctrl-c` for the control character of Ctrl-C, and so on; printable characters are their own names. */
export function keyName(character: string): string {
  const isControl = character < " " && character.length === 1;
  return NAMES[character] ?? (isControl ? `ctrl-${String.fromCharCode(character.charCodeAt(0) + 0x60)}` : character);
}
