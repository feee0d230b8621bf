/** Names the keys in what a terminal sends. */
import { keyName } from "../terminal/key-name.ts";

/** By the end of an escape sequence. */
const SEQUENCES: Readonly<Record<string, string>> = {
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  "1~": "home",
  "4~": "end",
  "5~": "pageup",
  "6~": "pagedown",
};

/** Each key once, as the keymap names it. Escape sequences of other keys are left out. */
export function keysIn(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- terminals send it
  return Array.from(text.matchAll(/\x1b[[O]([0-9;]*[A-Za-z~])|[^]/gu), ([input, end]) =>
    end === undefined ? keyName(input) : SEQUENCES[end],
  ).filter((input) => input !== undefined);
}
