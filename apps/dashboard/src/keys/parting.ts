/** What becomes of a training when its viewer leaves: asked where it would end, for then there is no way back. */
import { look, type Action, type Situation } from "./key.ts";

/** A question and what may be answered. */
export interface Parting {
  readonly question: string;
  /** For where there is no room. */
  readonly short: string;
  readonly answers: readonly Answer[];
}

export interface Answer {
  /** The first is the one that is told. */
  readonly inputs: readonly string[];
  /** How that key is called on screen. */
  readonly name: string;
  readonly label: string;
  /** For where there is no room. */
  readonly short: string;
  readonly action: Action;
}

/** How many trainings end when this viewer leaves: those that train for it, and have begun. */
export function countEnding({ state, canSteer, goesOn = false, othersEnding = 0 }: Situation): number {
  return othersEnding + (canSteer && !goesOn && isGoing(state) ? 1 : 0);
}

export function isGoing({ phase }: Situation["state"]): boolean {
  return phase === "running" || phase === "paused";
}

/** What leaving does: it asks first where a training would end. */
export function leave(situation: Situation): Action {
  return countEnding(situation) > 0 ? look({ isAsked: true }) : { type: "quit" };
}

/** The question, while it stands; none once there is nothing left to end. */
export function partingOf(situation: Situation): Parting | undefined {
  if (!situation.look.isAsked) return undefined;
  const ending = countEnding(situation);
  if (ending > 0) return ofOwn(ending);
  return situation.canSteer && isGoing(situation.state) ? OF_ANOTHERS : undefined;
}

/** What a key answers; keys that are no answer do nothing. */
export function answerOf(parting: Parting, input: string): Action | undefined {
  return parting.answers.find(({ inputs }) => inputs.includes(input))?.action;
}

const STAY: Answer = {
  inputs: ["escape"],
  name: "Esc",
  label: "go on",
  short: "go on",
  action: look({ isAsked: false }),
};

function ofOwn(count: number): Parting {
  return {
    question: ["Stop the training?", "Stop both trainings?"][count - 1] ?? `Stop all ${count} trainings?`,
    short: "Stop?",
    answers: [
      {
        inputs: ["q", "return"],
        name: "q",
        label: "stop & keep what was learned",
        short: "keep",
        action: { type: "quit" },
      },
      {
        inputs: ["d"],
        name: "d",
        label: "discard it",
        short: "discard",
        action: { type: "quit", discard: true },
      },
      STAY,
    ],
  };
}

/** Of a run that would go on without this viewer. */
const OF_ANOTHERS: Parting = {
  question: "End the run?",
  short: "End it?",
  answers: [
    {
      inputs: ["return"],
      name: "Enter",
      label: "stop & keep",
      short: "keep",
      action: { type: "command", command: { type: "stop" } },
    },
    {
      inputs: ["d"],
      name: "d",
      label: "discard it",
      short: "discard",
      action: { type: "command", command: { type: "stop", discard: true } },
    },
    { inputs: ["q"], name: "q", label: "leave it running", short: "leave", action: { type: "quit" } },
    STAY,
  ],
};
