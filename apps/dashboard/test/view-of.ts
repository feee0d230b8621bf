/** Views to draw. */
import type { RunState, ViewSettings } from "@epochal/view";
import { viewOf as viewOfRun } from "@epochal/view/story";
import { asciiGlyphs, unicodeGlyphs } from "../src/cells/glyphs.ts";
import { createTerminalView, type TerminalView } from "../src/frame/terminal-view.ts";

/** The view of a run that trains in this process, in a terminal. */
export function viewOf(state: RunState, { ascii = false, settings = {}, ...changes }: Changes = {}): TerminalView {
  const view = viewOfRun(state, { ...changes, settings });
  const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
  return createTerminalView({ ...view, glyphs, ...changes, settings: view.settings });
}

type Changes = Partial<Omit<TerminalView, "settings">> & { ascii?: boolean; settings?: Partial<ViewSettings> };
