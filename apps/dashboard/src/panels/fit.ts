/** What the network computes, as its inputs allow: a curve, a map, or predictions against the truth. */
import { cellsOf } from "../grid.ts";
import { judge, learned, targetName } from "../learned.ts";
import type { RunState } from "../run-state.ts";
import { HEATS } from "../theme.ts";
import { type Glyphs } from "../glyphs.ts";
import type { View } from "../view.ts";
import { drawCurve } from "./fit/curve.ts";
import { drawMap } from "./fit/map.ts";
import { drawPredicted } from "./fit/predicted.ts";
import { entry, type Entry, type Panel, type Remark } from "./panel.ts";

export const fit: Panel = {
  title({ state, look }, cells) {
    const now = learned(state);
    const targets = state.started?.data.scalers.targets.scale.length ?? 1;
    const isPlane = inputsOf(state) <= 2;
    const part = judge(state, look.target)?.part === "training" ? "train" : "val";
    const target =
      targets > 1 && `of ${targetName(state, look.target) ?? "target"} (${look.target + 1} of ${targets}, o)`;
    // Not every epoch's network is known.
    const isOther = now && look.cursor !== undefined && now.epoch !== look.cursor;
    const when = now?.isKept ? `, kept: ep ${now.epoch}` : isOther ? ` of ep ${now.epoch}` : "";
    const name = isPlane ? "fit" : "predicted / actual";
    const words = (...some: readonly (string | false)[]) => some.filter(Boolean).join(" ");
    const titles = [
      words(name, !isPlane && `(${part})`, target) + when,
      words(name, target) + when,
      words(name, targets > 1 && `(${look.target + 1} of ${targets}, o)`) + when,
      words(name, targets > 1 && `(${look.target + 1} of ${targets}, o)`),
    ];
    return titles.find((title) => cellsOf(title) <= cells) ?? titles.at(-1)!;
  },
  legend({ state, glyphs }): Entry[] {
    const data = entry(glyphs.isAscii ? "o" : glyphs.point, "orange", "data");
    switch (inputsOf(state)) {
      case 1:
        return [
          data,
          entry(glyphs.line, "blue", "model"),
          glyphs.isAscii ? entry("#", "plain", "both") : entry(glyphs.band, "blueFaint", "±2σ"),
        ];
      case 2:
        return [scale(glyphs), entry(glyphs.point, "bold", "data")];
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
function scale({ shades }: Glyphs): Entry {
  const heats = shades.map((text, i): Remark => {
    return { text, style: HEATS[Math.round((i / (shades.length - 1)) * (HEATS.length - 1))] ?? "plain" };
  });
  return [{ text: "low ", style: "plain" }, ...heats, { text: " high", style: "plain" }];
}

function drawerOf({ state }: View) {
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
