/** Which key does what, and when. The footer, the help and the hands of the user all read this one table. */
import { typing } from "../typing.ts";
import { arranging } from "./arranging.ts";
import { choosing } from "./choosing.ts";
import { drawing } from "./drawing.ts";
import { deny, whyNotSteer, type Action, type Key, type KeyGroup, type Situation } from "./key.ts";
import { leaving } from "./leaving.ts";
import { lookingBack } from "./looking-back.ts";
import { answerOf, partingOf } from "./parting.ts";
import { steering } from "./steering.ts";

export const keyGroups: readonly KeyGroup[] = [steering, lookingBack, choosing, arranging, drawing, leaving];

const keys = keyGroups.flatMap((group) => group.keys);

/** What pressing `input` does now, if anything. */
export function press(input: string, situation: Situation): Action | undefined {
  if (situation.look.prompt !== undefined) return typing(input, situation);
  const parting = partingOf(situation);
  // Out of the question lead its answers, and what the terminal itself asks for.
  if (parting && input !== "\x03" && input !== "\x1a") return answerOf(parting, input);
  const turned = situation.look.helpPage === undefined ? undefined : turnPage(input, situation.look.helpPage);
  const key = keys.find((one) => one.input === input);
  return turned ?? key?.press(situation) ?? (key && denied(key, situation));
}

/** A key that does nothing says why: that nothing can be steered, where it would, or what it says itself. */
function denied(key: Key, situation: Situation): Action | undefined {
  const { state } = situation;
  const able: Situation = { ...situation, canSteer: true, status: undefined, state: { ...state, phase: "running" } };
  const reason = key.press(able) || key.whyNot ? whyNotSteer(situation) : undefined;
  const why = reason ?? key.whyNot?.(situation);
  return why === undefined ? undefined : deny(why);
}

/** Keys that do something now, each name once. */
export function usableKeys(situation: Situation, among: readonly Key[] = keys): Key[] {
  const usable = new Map<string, Key>();
  for (const key of among) if (!usable.has(key.name) && key.press(situation)) usable.set(key.name, key);
  return [...usable.values()];
}

/** While the help is shown, these turn its pages. */
function turnPage(input: string, page: number): Action | undefined {
  const step = { down: 1, pagedown: 1, right: 1, up: -1, pageup: -1, left: -1 }[input];
  return step === undefined ? undefined : { type: "look", change: { helpPage: Math.max(0, page + step) } };
}

export type { Action, Key, KeyGroup, Situation };
