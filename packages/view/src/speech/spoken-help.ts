/** Keys and prompts as they are spoken. */
import { commands } from "../control/commands.ts";
import type { ExitPrompt } from "../control/exit-prompt.ts";
import { controlBlockedReason, type Key, type KeyContext } from "../control/key.ts";
import { generalKeys } from "../control/keys/general.ts";
import { historyKeys } from "../control/keys/history.ts";
import { controlKeys } from "../control/keys/run-control.ts";

/** The keys of the other groups only change a picture. */
const spokenGroups = [controlKeys, historyKeys, generalKeys];

/** Whether a key has a meaning without a picture. */
export function isSpokenKey(input: string): boolean {
  return spokenGroups.some(({ keys }) => keys.some((key) => key.input === input));
}

/** The keys that do something now or say why not, then the commands; a line each. */
export function spokenHelp(context: KeyContext): string[] {
  const canControl = controlBlockedReason(context) === undefined;
  const isSpoken = (key: Key) => key.press(context) || (canControl && key.unavailableReason !== undefined);
  const keys = spokenGroups.flatMap((group) => group.keys).filter(isSpoken);
  const lines = keys.map((key) => `${spokenKeyName(key.name)}: ${key.help(context)}.`);
  const names = commands.map(({ name }) => name).join(", ");
  return [...new Set(lines), `Commands, to be typed behind a colon: ${names}.`];
}

/** The question with its choices. */
export function spokenExitPrompt({ question, choices }: ExitPrompt): string {
  return [question, ...choices.map(({ name, label }) => `${name}: ${label.replace("&", "and")}.`)].join(" ");
}

/** Screen readers skip signs by default. */
function spokenKeyName(name: string): string {
  const words: Readonly<Record<string, string>> = {
    "[ ]": "Left and right bracket",
    "< >": "Less than and greater than",
    "← →": "Left and right arrow",
    "*": "Star",
    ":": "Colon",
    "?": "Question mark",
  };
  return words[name] ?? name;
}
