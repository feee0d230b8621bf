/** Bounds what a command can make a run store: a client may send large ones, and many. */
import type { Command } from "../events/command.ts";

/** Ids, names of checkpoints and names of settings. */
export const MAX_NAME_LENGTH = 64;
/** Names for people. */
export const MAX_TITLE_LENGTH = 200;
const MAX_REASON_LENGTH = 500;
const MAX_FIELDS = 32;

/**
 * A copy of a command with at most 32 fields besides its type, and without nested values. Longer texts are cut to 200 characters
 * and "…", which is too long for every field, so that the command is still refused.
 */
export function boundCommand(command: Command): Command {
  let left = MAX_FIELDS;
  const isKept = ([name, value]: [string, unknown]) =>
    ["string", "number", "boolean"].includes(typeof value) && (name === "type" || left-- > 0);
  return mapTexts(Object.entries(command).filter(isKept), shortenText);
}

/** A command, and the name that its sender gave itself. */
interface Sent {
  readonly command: Command;
  readonly by?: string;
}

/** A command as it is published: the name of its sender, if any, is beside it. */
export function senderOf({ by, ...command }: Command): Sent {
  return { command, ...(by !== undefined && { by: String(by).toWellFormed() }) };
}

/** A refused command as it is published: all texts are well-formed, and the reason has at most 500 characters. */
export function refusal(
  command: Command,
  reason: string,
): Sent & { readonly outcome: "refused"; readonly reason: string } {
  return {
    ...senderOf(mapTexts(Object.entries(command), (text) => text.toWellFormed())),
    outcome: "refused",
    reason: shortenText(reason, MAX_REASON_LENGTH).toWellFormed(),
  };
}

/** At most `maxLength` characters of a text; of a longer one, that many and "…". */
export function shortenText(text: string, maxLength: number = MAX_TITLE_LENGTH): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Whether a value is a well-formed text of 1 to `maxLength` characters. */
export function isBoundedText(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length >= 1 && value.length <= maxLength && value.isWellFormed();
}

function mapTexts(fields: readonly [string, unknown][], map: (text: string) => string): Command {
  const mapped = fields.map(([name, value]) => [map(name), typeof value === "string" ? map(value) : value] as const);
  return Object.fromEntries(mapped) as Command;
}
