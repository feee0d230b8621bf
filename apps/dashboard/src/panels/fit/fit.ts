/** What the network computes, as its inputs allow: a curve, a map, or predictions against the truth. */
import { cellWidth, fitKind, fitTitles, targetClasses } from "@epochal/view";
import type { Glyphs } from "../../cells/glyphs.ts";
import { HEATS } from "../../cells/style.ts";
import { drawConfusion } from "./confusion.ts";
import { drawCurve } from "./curve.ts";
import { drawMap } from "./map.ts";
import { drawPredicted } from "./predicted.ts";
import { classSign, classStyle, drawRegions } from "./regions.ts";
import { legendItem, type LegendItem, type Panel, type StyledText } from "../panel.ts";

export const fit: Panel = {
  title(view, cells) {
    const titles = fitTitles(view);
    return titles.find((title) => cellWidth(title) <= cells) ?? titles.at(-1)!;
  },
  legend({ state, glyphs, hasColours }): LegendItem[] {
    const data = legendItem(glyphs.isAscii ? "o" : glyphs.point, "orange", "data");
    switch (fitKind(state)) {
      case "curve":
        return [
          data,
          legendItem(glyphs.line, "blue", "model"),
          glyphs.isAscii
            ? legendItem("#", "plain", "both")
            : legendItem(hasColours ? glyphs.band : "·", "blueFaint", "±2σ"),
        ];
      case "map":
        return [scale(glyphs), legendItem(glyphs.point, "bold", "data")];
      case "regions":
        return (targetClasses(state) ?? []).map((name, k) => legendItem(classSign(k), classStyle(k), name));
      case "confusion":
        return [[{ text: "down: true, across: predicted", style: "dim" }]];
      case "predicted":
        return [];
    }
  },
  draw(grid, view) {
    if (!view.state.started) return;
    draws[fitKind(view.state)](grid, view);
  },
};

/** From low to high. */
function scale({ shades }: Glyphs): LegendItem {
  const heats = shades.map((text, i): StyledText => {
    return { text, style: HEATS[Math.round((i / (shades.length - 1)) * (HEATS.length - 1))] ?? "plain" };
  });
  return [{ text: "low ", style: "plain" }, ...heats, { text: " high", style: "plain" }];
}

const draws = {
  curve: drawCurve,
  map: drawMap,
  predicted: drawPredicted,
  regions: drawRegions,
  confusion: drawConfusion,
};
