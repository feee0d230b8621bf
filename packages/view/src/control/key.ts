/** A key of the keymap, and what it depends on. */
import type { Command } from "@epochal/stream/events";
import type { Action } from "./action.ts";
import type { PanelId } from "../settings/panel-id.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { observedStatus, type RunConnection } from "../queries/observed-status.ts";
import type { RunState } from "../run-state/run-state.ts";

/** What a key may depend on. */
export interface KeyContext extends RunConnection {
  /** Of the run that is looked at, as it is now. */
  readonly state: RunState;
  /** Whether this viewer may steer. */
  readonly canControl: boolean;
  /** What would let a viewer steer who may not, in words. */
  readonly controlHint?: string | undefined;
  /** Whether the run goes on when this viewer leaves, though it may steer. Default false. */
  readonly outlivesViewer?: boolean;
  /** How many of the other runs train for this viewer, and end with it. Default 0. */
  readonly otherRunsEnding?: number;
  /** Learning rate and pace as they will be once every command sent so far has been answered. */
  readonly learningRate: number | undefined;
  /** 0 or undefined is as fast as it goes. */
  readonly epochsPerSecond: number | undefined;
  /** Whether the run has been asked to pause and has not answered yet. */
  readonly isPauseRequested: boolean;
  readonly settings: ViewSettings;
  /** How many runs there are to look at, and which of them is, from 0. */
  readonly runCount: number;
  readonly run: number;
  /** The panels that the renderer has room for. */
  readonly visiblePanels: readonly PanelId[];
  /** Whether files can be written. */
  readonly canExport: boolean;
}

export interface Key {
  /** What the terminal sends, or the name of a key that sends a sequence: `left`, `return`. */
  readonly input: string;
  /** How the key is called on screen; keys that belong together share one name, one label and one help. */
  readonly name: string;
  /** What it does, in a word or two. */
  label(context: KeyContext): string;
  /** In a whole phrase, for the help. */
  help(context: KeyContext): string;
  /** Only the help tells of it, not the footer. Default false. */
  readonly isHiddenInFooter?: true;
  /** What pressing it does now; undefined where it does nothing. */
  press(context: KeyContext): Action | undefined;
  /** Why it does nothing now, where that is not plain to see. */
  unavailableReason?(context: KeyContext): string | undefined;
}

/** Keys that belong together. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

/** A command, where there is a run that would take it from this viewer. */
export function commandAction(context: KeyContext, command: Command): Action | undefined {
  return controlBlockedReason(context) === undefined ? { type: "command", command } : undefined;
}

/** Why this run takes no command from this viewer now; undefined where it does. */
export function controlBlockedReason({ state, status, canControl, controlHint }: KeyContext): string | undefined {
  if (!canControl)
    return controlHint === undefined ? "a recording: look back with the arrow keys" : readOnlyText(controlHint);
  switch (observedStatus({ state, status })) {
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

/** That the viewer may not control the run, and what would help. */
export function readOnlyText(controlHint: string | undefined): string {
  return `this viewer only watches${controlHint === undefined ? "" : `: ${controlHint}`}`;
}
