/** What a key is, what it may depend on, and what may come of it. */
import type { Command } from "@epochal/stream/events";
import type { Look } from "../look.ts";
import { standingOf, type Watching } from "../standing.ts";
import type { RunState } from "../run-state.ts";

export type Action =
  | { readonly type: "command"; readonly command: Command }
  /** Changes what is seen. */
  | { readonly type: "look"; readonly change: Partial<Look> }
  /** Tells the viewer something in words. */
  | { readonly type: "say"; readonly text: string }
  /** Tells the viewer why something cannot be; what was typed stays to be mended, unless that would not help. */
  | { readonly type: "refuse"; readonly text: string; readonly isFinal?: true }
  /** Writes what is seen to a file, in the form that its ending asks for. */
  | { readonly type: "export"; readonly file: string }
  /** Looks at another of several runs, by its position. */
  | { readonly type: "choose"; readonly run: number }
  /** Draws the curve of a run behind those of the others, or no longer. */
  | { readonly type: "pin"; readonly run: number }
  /** Leaves; a training that ends with it keeps what it has learned, unless that is to be discarded. */
  | { readonly type: "quit"; readonly discard?: true }
  | { readonly type: "interrupt" }
  | { readonly type: "suspend" };

/** What a key may depend on. */
export interface Situation extends Watching {
  /** Of the run that is looked at, as it is now. */
  readonly state: RunState;
  /** Whether this viewer may steer. */
  readonly canSteer: boolean;
  /** What would let a viewer steer who may not, in words. */
  readonly howToSteer?: string | undefined;
  /** Whether the run goes on when this viewer leaves, though it may steer. Default false. */
  readonly goesOn?: boolean;
  /** How many of the other runs train for this viewer, and end with it. Default 0. */
  readonly othersEnding?: number;
  /** Learning rate and pace as they will be once every command sent so far has been answered. */
  readonly learningRate: number | undefined;
  /** 0 or undefined is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
  /** Whether the run has been asked to pause and has not answered yet. */
  readonly isPausing: boolean;
  readonly look: Look;
  /** How many runs there are to look at, and which of them is, from 0. */
  readonly runCount: number;
  readonly run: number;
  /** Cells of the window. */
  readonly size: Size;
  /** Whether files can be written. */
  readonly canExport: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Key {
  /** What the terminal sends, or the name of a key that sends a sequence: `left`, `return`. */
  readonly input: string;
  /** How the key is called on screen; keys that belong together share one name, one label and one help. */
  readonly name: string;
  /** What it does, in a word or two. */
  label(situation: Situation): string;
  /** In a whole phrase, for the help. */
  help(situation: Situation): string;
  /** Only the help tells of it, not the footer. Default false. */
  readonly isQuiet?: true;
  /** What pressing it does now; undefined where it does nothing. */
  press(situation: Situation): Action | undefined;
  /** Why it does nothing now, where that is not plain to see. */
  whyNot?(situation: Situation): string | undefined;
}

/** Keys that belong together. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

/** A command, where there is a run that would take it from this viewer. */
export function steer(situation: Situation, command: Command): Action | undefined {
  return whyNotSteer(situation) === undefined ? { type: "command", command } : undefined;
}

/** Why this run takes no command from this viewer now; undefined where it does. */
export function whyNotSteer({ state, status, canSteer, howToSteer }: Situation): string | undefined {
  if (!canSteer)
    return howToSteer === undefined ? "a recording: look back with the arrow keys" : onlyWatching(howToSteer);
  switch (standingOf({ state, status })) {
    case "running":
    case "paused":
      return undefined;
    case "waiting":
      return "nothing has been heard of the run yet";
    case "finished":
    case "interrupted":
      return "the run does not train any more";
    case "lost":
      return "the connection is lost: the run would not hear it";
    case "stale":
      return "no word from the server: the run may not hear it";
  }
}

/** A change of what is seen. */
export function look(change: Partial<Look>): Action {
  return { type: "look", change };
}

/** Begins to type a command. @param suggestion what Enter takes as the rest of it. */
export function ask(prompt: string, suggestion?: string): Action {
  return look({ prompt, suggestion });
}

/** Why something that was typed cannot be. */
export function refuse(text: string): Action {
  return { type: "refuse", text };
}

/** Why something cannot be, however it is typed. */
export function deny(text: string): Action {
  return { type: "refuse", text, isFinal: true };
}

/** That one may not steer, and what would help. */
export function onlyWatching(howToSteer: string | undefined): string {
  return `this viewer only watches${howToSteer === undefined ? "" : `: ${howToSteer}`}`;
}
