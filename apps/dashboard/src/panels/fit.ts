/** What the network computes, as its inputs allow: a curve, a map, or predictions against the truth. */
import { currentModel, predictSample, type RunState, targetName } from "@epochal/view";
import { cellWidth } from "../cells/cell-buffer.ts";
import { HEATS } from "../cells/style.ts";
import { type Glyphs } from "../cells/glyphs.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { drawCurve } from "./fit/curve.ts";
import { drawMap } from "./fit/map.ts";
import { drawPredicted } from "./fit/predicted.ts";
import { legendItem, type LegendItem, type Panel, type StyledText } from "./panel.ts";

export const fit: Panel = {
  title({ state, settings }, cells) {
    const now = currentModel(state);
    const targets = state.started?.data.scalers.targets.scale.length ?? 1;
    const isPlane = inputsOf(state) <= 2;
    const part = predictSample(state, settings.target)?.part === "training" ? "train" : "val";
    const target =
      targets > 1 && `of ${targetName(state, settings.target) ?? "target"} (${settings.target + 1} of ${targets}, o)`;
    // Not every epoch's network is known.
    const isOther = now && settings.cursor !== undefined && now.epoch !== settings.cursor;
    const when = now?.isKept ? `, kept: ep ${now.epoch}` : isOther ? ` of ep ${now.epoch}` : "";
    const name = isPlane ? "fit" : "predicted / actual";
    const words = (...some: readonly (string | false)[]) => some.filter(Boolean).join(" ");
    const titles = [
      words(name, !isPlane && `(${part})`, target) + when,
      words(name, target) + when,
      words(name, targets > 1 && `(${settings.target + 1} of ${targets}, o)`) + when,
      words(name, targets > 1 && `(${settings.target + 1} of ${targets}, o)`),
    ];
    return titles.find((title) => cellWidth(title) <= cells) ?? titles.at(-1)!;
  },
  legend({ state, glyphs }): LegendItem[] {
    const data = legendItem(glyphs.isAscii ? "o" : glyphs.point, "orange", "data");
    switch (inputsOf(state)) {
      case 1:
        return [
          data,
          legendItem(glyphs.line, "blue", "model"),
          glyphs.isAscii ? legendItem("#", "plain", "both") : legendItem(glyphs.band, "blueFaint", "±2σ"),
        ];
      case 2:
        return [scale(glyphs), legendItem(glyphs.point, "bold", "data")];
      default:
        return [];
    }
  },
  draw(grid, view) {
    if (!view.state.started) return;
    drawerOf(view)(grid, view);
  },
};

/** From low to high. */
function scale({ shades }: Glyphs): LegendItem {
  const heats = shades.map((text, i): StyledText => {
    return { text, style: HEATS[Math.round((i / (shades.length - 1)) * (HEATS.length - 1))] ?? "plain" };
  });
  return [{ text: "low ", style: "plain" }, ...heats, { text: " high", style: "plain" }];
}

function drawerOf({ state }: TerminalView) {
  switch (inputsOf(state)) {
    case 1:
      return drawCurve;
    case 2:
      return drawMap;
    default:
      return drawPredicted;
  }
}

function inputsOf({ started }: RunState): number {
  return started?.spec.network.inputs ?? 1;
}
