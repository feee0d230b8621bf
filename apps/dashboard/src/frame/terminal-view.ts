/** A view with what the terminal adds to it. */
import { createView, type View } from "@epochal/view";
import { unicodeGlyphs, type Glyphs } from "../cells/glyphs.ts";
import type { Background } from "../cells/style.ts";
import { visiblePanels, type WindowSize } from "./layout.ts";

export interface TerminalView extends View {
  readonly glyphs: Glyphs;
  readonly background: Background;
  readonly size: WindowSize;
  /** Without colours, signs distinguish data, model and band. */
  readonly hasColours: boolean;
  /** For a projector: three panels, thick curves, nothing faint. */
  readonly isProjected: boolean;
}

/** A view of one run in a dark Unicode terminal of 80 × 24 cells, except for `changes`. Its visible panels follow from its size. */
export function createTerminalView(changes: Partial<TerminalView> = {}): TerminalView {
  const { glyphs = unicodeGlyphs, background = "dark", size = { columns: 80, rows: 24 } } = changes;
  const { hasColours = true, isProjected = false } = changes;
  const view = { ...createView(changes), glyphs, background, size, hasColours, isProjected };
  return { ...view, visiblePanels: visiblePanels(size, view) };
}
