/** What is seen as a file, in the form that its ending asks for. */
import { epochsAsCsv } from "@epochal/view";
import { drawFrame } from "../frame/draw-frame.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { frameAsSvg } from "./frame-as-svg.ts";
import { reportAsHtml } from "./report-as-html.ts";

const FORMS: Readonly<Record<string, (view: TerminalView) => string>> = {
  ".html": reportAsHtml,
  ".svg": (view) => frameAsSvg(view, view.size.columns, view.size.rows),
  ".txt": (view) => `${drawFrame(view, view.size.columns, view.size.rows, "none").join("\n")}\n`,
  ".csv": (view) => epochsAsCsv(view.state),
};

/** @throws RangeError for an ending that stands for no form. */
export function exportAs(file: string, view: TerminalView): string {
  const ending = /\.[^./\\]+$/.exec(file)?.[0] ?? "";
  const form = FORMS[ending];
  if (!form) throw new RangeError(`export: expected a name that ends in ${Object.keys(FORMS).join(", ")}, got ${file}`);
  return form(view);
}
