/** A view in words, for people who listen: its changes, its keys, its prompts. */
import { commands } from "../control/commands.ts";
import type { ExitPrompt } from "../control/exit-prompt.ts";
import { controlBlockedReason, type Key, type KeyContext } from "../control/key.ts";
import { generalKeys } from "../control/keys/general.ts";
import { historyKeys } from "../control/keys/history.ts";
import { controlKeys } from "../control/keys/run-control.ts";
import { networkDetails } from "../model/unit-details.ts";
import { observedStatus } from "../queries/observed-status.ts";
import type { View } from "../session/view.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { describeUnit } from "../text/describe-unit.ts";
import { describeMessage, type Message } from "../text/message.ts";
import { describeEpoch, describePrediction, describeRun } from "../text/status-sentence.ts";

/** Settings whose changes are part of typing. */
const SPOKEN = new Set(["prompt", "suggestion", "isExitPromptOpen"]);

/** What changed settings show; a change of the picture alone is mentioned. @param view the view after the change. */
export function spokenSettings(change: Partial<ViewSettings>, view: View): string[] {
  const { state, settings } = view;
  const { cursor, helpPage, probe, unit, ...others } = change;
  const details = unit === undefined ? undefined : networkDetails(state, settings);
  const shown = details?.units[unit ?? 0];
  return [
    ...(helpPage === undefined ? [] : spokenHelp(view)),
    ...("probe" in change ? [probe ? describePrediction(state, probe, settings.target) : "The probe is off."] : []),
    ...("cursor" in change ? [cursor === undefined ? describeRun(state) : describeEpoch(state, cursor)] : []),
    ...(details && shown ? [describeUnit(shown, details.rows)] : []),
    ...(shown || Object.keys(others).every((name) => SPOKEN.has(name)) ? [] : ["That changes only the picture."]),
  ];
}

/** Undefined for a refused command, which the announcer reports. */
export function spokenMessage(message: Message): string | undefined {
  switch (message.kind) {
    case "refused":
      return undefined;
    case "exported":
      return `Written to ${message.file}.`;
    case "undelivered":
      return `Refused: ${message.reason}`;
    case "info":
    case "rejected":
    case "exportFailed":
      return describeMessage(message).text;
  }
}

/** Undefined if the connection is as good or bad as before. @param before the status of the connection before. */
export function spokenConnection({ state, status }: View, before: string | undefined): string | undefined {
  const old = observedStatus({ state, status: before });
  const now = observedStatus({ state, status });
  if (now === old) return undefined;
  if (now === "lost") return "The connection is lost; trying again.";
  if (now === "stale") return "No word from the server; the status may be out of date.";
  return old === "lost" || old === "stale" ? "Connected again." : undefined;
}

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

export function spokenExitPrompt({ question, choices }: ExitPrompt): string {
  return [question, ...choices.map(({ name, label }) => `${name}: ${label}.`)].join(" ");
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
