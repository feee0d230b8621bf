/** A view as the text of a file, in the format of its extension. */
import { currentModel, epochsAsCsv } from "@epochal/view";
import { drawFrame } from "../frame/draw-frame.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { frameAsSvg } from "./frame-as-svg.ts";
import { reportAsHtml, runSubject } from "@epochal/report";

const FORMATS: Readonly<Record<string, (view: TerminalView) => string>> = {
  ".html": ({ state }) => reportAsHtml(runSubject(state)),
  ".json": modelAsJson,
  ".svg": (view) => frameAsSvg(view, view.size.columns, view.size.rows),
  ".txt": (view) => `${drawFrame(view, view.size.columns, view.size.rows, "none").join("\n")}\n`,
  ".csv": (view) => epochsAsCsv(view.state),
};

/** @throws RangeError for an unknown extension. */
export function exportAs(file: string, view: TerminalView): string {
  const extension = /\.[^./\\]+$/.exec(file)?.[0] ?? "";
  const format = FORMATS[extension];
  if (!format)
    throw new RangeError(`export: expected a name that ends in ${Object.keys(FORMATS).join(", ")}, got ${file}`);
  return format(view);
}

/** @throws RangeError before the first snapshot. */
function modelAsJson({ state }: TerminalView): string {
  const current = currentModel(state);
  if (!current) throw new RangeError("export: there is no model yet");
  return `${JSON.stringify(current.model)}\n`;
}
