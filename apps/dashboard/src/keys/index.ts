/** Which key does what, and when. The footer, the help and the hands of the user all read this one table. */
import type { Glyphs } from "../glyphs.ts";
import { typing } from "../typing.ts";
import { arranging } from "./arranging.ts";
import { choosing } from "./choosing.ts";
import { drawing } from "./drawing.ts";
import { deny, look, whyNotSteer, type Action, type Key, type KeyGroup, type Situation } from "./key.ts";
import { leaving } from "./leaving.ts";
import { lookingBack } from "./looking-back.ts";
import { answerOf, partingOf } from "./parting.ts";
import { steering } from "./steering.ts";

export const keyGroups: readonly KeyGroup[] = [steering, lookingBack, choosing, arranging, drawing, leaving];

/** Ctrl-C, Ctrl-Z. */
const FROM_TERMINAL = new Set(["\x03", "\x1a"]);

const keys = keyGroups.flatMap((group) => group.keys);

/** What pressing `input` does now, if anything. */
export function press(input: string, situation: Situation): Action | undefined {
  if (situation.look.prompt !== undefined) return typing(input, situation);
  const parting = partingOf(situation);
  // Out of the question lead its answers, and what the terminal itself asks for.
  if (parting && !FROM_TERMINAL.has(input)) return answerOf(parting, input);
  const { helpPage } = situation.look;
  // What lies behind the help is not seen, and so not changed.
  if (helpPage !== undefined && !FROM_TERMINAL.has(input)) return turnPage(input, helpPage);
  const key = keys.find((one) => one.input === input);
  return key?.press(situation) ?? (key && denied(key, situation));
}

/** A key that does nothing says why: that nothing can be steered, where it would, or what it says itself. */
function denied(key: Key, situation: Situation): Action | undefined {
  const { state } = situation;
  const able: Situation = { ...situation, canSteer: true, status: undefined, state: { ...state, phase: "running" } };
  const reason = key.press(able) || key.whyNot ? whyNotSteer(situation) : undefined;
  const why = reason ?? key.whyNot?.(situation);
  return why === undefined ? undefined : deny(why);
}

/** How a key is called on screen: in ASCII the arrows would look like other keys. */
export function nameOf({ name }: Key, { isAscii }: Pick<Glyphs, "isAscii">): string {
  return isAscii && name === "← →" ? "left/right" : name;
}

/** Keys that do something now, each name once. */
export function usableKeys(situation: Situation, among: readonly Key[] = keys): Key[] {
  const usable = new Map<string, Key>();
  for (const key of among) if (!usable.has(key.name) && key.press(situation)) usable.set(key.name, key);
  return [...usable.values()];
}

/** While the help is shown, these turn its pages; any other key closes it, and does nothing else. */
function turnPage(input: string, page: number): Action {
  const step = { down: 1, pagedown: 1, right: 1, up: -1, pageup: -1, left: -1 }[input];
  return look({ helpPage: step === undefined ? undefined : Math.max(0, page + step) });
}

export type { Action, Key, KeyGroup, Situation };
