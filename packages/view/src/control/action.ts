/** What a viewer can do, by key or by command. */
import type { Command } from "@epochal/stream/events";
import type { AnotherRun } from "../session/run-source.ts";
import type { ViewSettings } from "../settings/view-settings.ts";

export type Action =
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "settings"; readonly change: Partial<ViewSettings> }
  | { readonly type: "inform"; readonly text: string }
  /** Says why something is not possible. The prompt stays open, to be corrected, unless that would not help. */
  | { readonly type: "reject"; readonly text: string; readonly isFinal?: true }
  /** Writes the view to a file, in the format of its extension. */
  | { readonly type: "export"; readonly file: string }
  /** Starts another run of the same training, and shows it. */
  | { readonly type: "startAnother"; readonly how: AnotherRun }
  /** Ends the training, then asks for a file for its model. */
  | { readonly type: "stopAndSave" }
  /** By its position, from 0. */
  | { readonly type: "selectRun"; readonly run: number }
  /** Draws the curve of a run behind those of the others, or stops doing so. */
  | { readonly type: "togglePin"; readonly run: number }
  /** Leaves. A training that ends with the viewer keeps its model unless `discard` is set. */
  | { readonly type: "quit"; readonly discard?: true }
  | { readonly type: "interrupt" }
  | { readonly type: "suspend" };

export function changeSettings(change: Partial<ViewSettings>): Action {
  return { type: "settings", change };
}

/** Opens the command prompt. @param suggestion what Enter adds to the text. */
export function openPrompt(prompt: string, suggestion?: string): Action {
  return changeSettings({ prompt, suggestion });
}

/** Rejects what was typed; another text may do. */
export function reject(text: string): Action {
  return { type: "reject", text };
}

/** Rejects an action, however it is typed. */
export function rejectFinally(text: string): Action {
  return { type: "reject", text, isFinal: true };
}
