/** Keys that change how the curves are drawn. */
import { lossExtent, otherLossScale } from "../../queries/loss-axis.ts";
import { visibleEpochs } from "../../queries/visible-epochs.ts";
import { changeSettings, type Action } from "../action.ts";
import { keyGroup, type KeyContext } from "../key.ts";

/** None, light, strong. */
const SMOOTHINGS = [0, 0.8, 0.95] as const;
const CURVES = ["both", "training", "validation"] as const;

const toggleEpochScale = ifThereAreLosses((now) => ({ epochScale: now.epochScale === "log" ? "linear" : "log" }));
const nextSmoothing = ifThereAreLosses((now) => ({ smoothing: next(SMOOTHINGS, now.smoothing) }));
const zoomToEnd = ifThereAreLosses((_, shown) => ({ zoom: lastTenth(shown) }));
const toggleFrozen = ifThereAreLosses((now) => ({ isFrozen: !now.isFrozen }));
const freezeLabel = ({ settings }: KeyContext) => (settings.isFrozen ? "unfreeze" : "freeze");
const lockLabel = ({ settings }: KeyContext) => (settings.lossBounds ? "unlock" : "lock");
const scaleLabel = (context: KeyContext) => otherLossScale(context) ?? "log";

export const chartKeys = keyGroup("charts", [
  ["y", scaleLabel, "draw the losses on a logarithmic or a linear axis", { y: toggleLossScale }],
  ["x", "log x", "draw the epochs on a logarithmic or a linear axis", { x: toggleEpochScale }],
  ["Y", lockLabel, "lock the axis of the losses, or let it follow them again", { Y: toggleLock }],
  ["m", "smooth", "smooth the losses: not, lightly, strongly; measured values stay visible", { m: nextSmoothing }],
  ["t", "train/val", "show both losses, only training, only validation", { t: nextCurves }],
  ["o", "target", "show the next target", { o: nextTarget }],
  [
    "z + - 0",
    "zoom",
    "zoom: z to the last tenth, + in, - out, 0 to the whole run",
    { z: zoomToEnd, "+": (context) => zoom(context, 0.5), "-": zoomOut, "0": zoomToWhole },
  ],
  ["f", freezeLabel, "freeze the picture; the training continues", { f: toggleFrozen }],
]);

function toggleLossScale(context: KeyContext): Action | undefined {
  const lossScale = otherLossScale(context);
  return lossScale && changeSettings({ lossScale });
}

function toggleLock(context: KeyContext): Action | undefined {
  return ifThereAreLosses((now) => ({ lossBounds: now.lossBounds ? undefined : lossExtent(context) }))(context);
}

function nextCurves({ state, settings: { curves } }: KeyContext): Action | undefined {
  return state.curves.validationLoss.length > 0 ? changeSettings({ curves: next(CURVES, curves) }) : undefined;
}

function nextTarget({ state, settings: { target } }: KeyContext): Action | undefined {
  const count = state.started?.data.scalers.targets.scale.length ?? 1;
  return count > 1 ? changeSettings({ target: (target + 1) % count }) : undefined;
}

function zoomOut(context: KeyContext): Action | undefined {
  return context.settings.zoom && zoom(context, 2);
}

function zoomToWhole({ settings }: KeyContext): Action | undefined {
  return settings.zoom && changeSettings({ zoom: undefined });
}

type Settings = KeyContext["settings"];
type Epochs = ReturnType<typeof visibleEpochs>;

function ifThereAreLosses(change: (settings: Settings, shown: Epochs) => Partial<Settings>) {
  return (context: KeyContext): Action | undefined =>
    context.state.latest && changeSettings(change(context.settings, visibleEpochs(context)));
}

function next<Value>(values: readonly Value[], now: Value): Value {
  return values[(values.indexOf(now) + 1) % values.length]!;
}

function lastTenth({ min, max }: Epochs): Epochs {
  return { min: Math.round(max - Math.max(10, (max - min) / 10)), max };
}

/** Zooms around the cursor, or else from the end; at most out to the whole run. */
function zoom(context: KeyContext, factor: number): Action | undefined {
  if (!context.state.latest) return undefined;
  const { min, max } = visibleEpochs(context);
  const whole = visibleEpochs({ state: context.state, settings: { zoom: undefined } });
  const length = (max - min) * factor;
  if (length < 4) return undefined;
  const { cursor } = context.settings;
  const end = cursor === undefined ? max : Math.min(whole.max, cursor + length / 2);
  const start = Math.max(whole.min, Math.round(end - length));
  const isWhole = start <= whole.min && start + length >= whole.max;
  return changeSettings({ zoom: isWhole ? undefined : { min: start, max: Math.round(start + length) } });
}
