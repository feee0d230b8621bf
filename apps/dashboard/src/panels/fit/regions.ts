/** Two inputs and a class: the most probable class of each place as its letter, and the training rows on top. */
import { mapData, predictClasses, sampleClasses } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Style } from "../../cells/style.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawPlane } from "./plane.ts";

const STYLES: readonly Style[] = ["blue", "orange", "plain", "dim"];

/** The sign of a class: `a` for the first. Rows of the class are its capital letter. */
export function classSign(k: number): string {
  return String.fromCharCode("a".charCodeAt(0) + (k % 26));
}

export function classStyle(k: number): Style {
  return STYLES[k % STYLES.length]!;
}

export function drawRegions(grid: CellArea, view: TerminalView): void {
  const { state, settings } = view;
  const data = mapData(state, settings);
  if (!data) return;
  const classes = sampleClasses(state);
  drawPlane(grid, view, data, {
    predicted: (xs, ys) => Array.from(predictClasses(state, xs, ys) ?? [], (k) => [classSign(k), classStyle(k)]),
    ofRow: (i) => classSign(classes[i] ?? 0).toUpperCase(),
  });
}
