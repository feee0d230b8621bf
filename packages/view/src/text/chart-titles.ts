/** Titles of charts, with the settings that change what they show. */
import { currentModel, predictSample, targetName } from "../model/current-model.ts";
import { fitKind } from "../model/fit-data.ts";
import { lossScale, type LossView } from "../queries/loss-axis.ts";
import { isLossScaled } from "../queries/metrics-table.ts";
import { axisNames } from "./describe-learning.ts";
import { describeLoss } from "./describe.ts";

/** `loss (mse, scaled), log y, smooth 0.8`. */
export function lossTitle(view: LossView): string {
  const { state, settings } = view;
  const { loss, validationLoss } = state.curves;
  const nonFinite = loss.nonFiniteCount + validationLoss.nonFiniteCount;
  const unit = [state.started && describeLoss(state.started.spec), isLossScaled(state) && "scaled"].filter(Boolean);
  const notes = [
    lossScale(view) === "log" && "log y",
    settings.epochScale === "log" && "log x",
    settings.lossBounds && "locked",
    settings.smoothing > 0 && `smooth ${settings.smoothing}`,
    settings.zoom && "zoom",
    nonFinite > 0 && `${nonFinite} not finite`,
  ];
  return [`loss${unit.length > 0 ? ` (${unit.join(", ")})` : ""}`, ...notes].filter(Boolean).join(", ");
}

/** The kind of the fit, its target and its epoch; the longest form first. */
export function fitTitles({ state, settings }: LossView): string[] {
  const model = currentModel(state);
  const kind = fitKind(state);
  const hasTargets = kind !== "regions" && kind !== "confusion";
  const targets = hasTargets ? (state.started?.data.scalers.targets.scale.length ?? 1) : 1;
  const isPredicted = kind === "predicted" || kind === "confusion";
  const part = predictSample(state, settings.target)?.part === "training" ? "train" : "val";
  const number = `(${settings.target + 1} of ${targets}, o)`;
  const target = targets > 1 && `of ${targetName(state, settings.target) ?? "target"} ${number}`;
  // Not every epoch has a snapshot.
  const isOther = model && settings.cursor !== undefined && model.epoch !== settings.cursor;
  const isLine = model?.epoch === 0 && state.started?.spec.network.shortcut;
  const when = model?.isKept
    ? `, kept: ${isLine ? "the line" : `ep ${model.epoch}`}`
    : isOther
      ? ` of ep ${model.epoch}`
      : "";
  const name = {
    predicted: "predicted ↑ actual →",
    confusion: "predicted / true",
    regions: "classes",
    curve: "fit",
    map: "fit",
  }[kind];
  const { inputs = [], targets: names = [] } = state.started ? axisNames(state.started.data) : {};
  const y = names[settings.target] ?? names[0] ?? "";
  const axes = {
    predicted: `${y}: predicted ↑ actual →`,
    confusion: `${y}: predicted / true`,
    regions: `${y} over ${inputs[0]} → ${inputs[1]} ↑`,
    curve: `fit: ${y} over ${inputs[0]}`,
    map: `fit: ${y} over ${inputs[0]} → ${inputs[1]} ↑`,
  }[kind];
  const words = (...some: readonly (string | false)[]) => some.filter(Boolean).join(" ");
  return [
    ...(state.started ? [words(axes, isPredicted && `(${part})`, targets > 1 && number) + when] : []),
    words(name, isPredicted && `(${part})`, target) + when,
    words(name, target) + when,
    words(name, targets > 1 && number) + when,
    words(name, targets > 1 && number),
  ];
}
