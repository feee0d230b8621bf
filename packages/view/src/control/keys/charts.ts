/** Keys that change how the curves are drawn. */
import { lossExtent, otherLossScale } from "../../queries/loss-axis.ts";
import { visibleEpochs } from "../../queries/visible-epochs.ts";
import { changeSettings, type Action } from "../action.ts";
import type { KeyContext, KeyGroup } from "../key.ts";

/** None, light, strong. */
const SMOOTHINGS = [0, 0.8, 0.95] as const;
const CURVES = ["both", "training", "validation"] as const;

const zoom = {
  name: "z + - 0",
  label: () => "zoom",
  help: () => "zoom to the last tenth, in, out, to the whole run",
  isHiddenInFooter: true,
} as const;

export const chartKeys: KeyGroup = {
  title: "charts",
  keys: [
    {
      input: "y",
      name: "y",
      label: (context) => otherLossScale(context) ?? "log",
      help: () => "draw the losses on a logarithmic or a linear axis",
      isHiddenInFooter: true,
      press: (context) => {
        const scale = otherLossScale(context);
        return scale && changeSettings({ lossScale: scale });
      },
    },
    {
      input: "x",
      name: "x",
      label: () => "log x",
      help: () => "draw the epochs on a logarithmic or a linear axis",
      isHiddenInFooter: true,
      press: ifThereAreLosses(({ epochScale }) => ({ epochScale: epochScale === "log" ? "linear" : "log" })),
    },
    {
      input: "Y",
      name: "Y",
      label: ({ settings: { lossBounds } }) => (lossBounds ? "unlock" : "lock"),
      help: () => "lock the axis of the losses, or let it follow them again",
      isHiddenInFooter: true,
      press: (context) =>
        ifThereAreLosses(({ lossBounds }) => ({
          lossBounds: lossBounds ? undefined : lossExtent(context),
        }))(context),
    },
    {
      input: "m",
      name: "m",
      label: () => "smooth",
      help: () => "smooth the losses: not, lightly, strongly; measured values stay visible",
      isHiddenInFooter: true,
      press: ifThereAreLosses(({ smoothing }) => ({ smoothing: next(SMOOTHINGS, smoothing) })),
    },
    {
      input: "t",
      name: "t",
      label: () => "train/val",
      help: () => "show both losses, only training, only validation",
      isHiddenInFooter: true,
      press: (context) =>
        context.state.curves.validationLoss.length > 0
          ? changeSettings({ curves: next(CURVES, context.settings.curves) })
          : undefined,
    },
    {
      input: "o",
      name: "o",
      label: () => "target",
      help: () => "show the next target",
      isHiddenInFooter: true,
      press: ({ state, settings: { target } }) => {
        const count = state.started?.data.scalers.targets.scale.length ?? 1;
        return count > 1 ? changeSettings({ target: (target + 1) % count }) : undefined;
      },
    },
    { input: "z", ...zoom, press: ifThereAreLosses((_, shown) => ({ zoom: lastTenth(shown) })) },
    { input: "+", ...zoom, press: (context) => scale(context, 0.5) },
    { input: "-", ...zoom, press: (context) => (context.settings.zoom ? scale(context, 2) : undefined) },
    {
      input: "0",
      ...zoom,
      press: ({ settings: { zoom: now } }) => (now ? changeSettings({ zoom: undefined }) : undefined),
    },
    {
      input: "f",
      name: "f",
      label: ({ settings: { isFrozen } }) => (isFrozen ? "unfreeze" : "freeze"),
      help: () => "freeze the picture; the training continues",
      isHiddenInFooter: true,
      press: ifThereAreLosses(({ isFrozen }) => ({ isFrozen: !isFrozen })),
    },
  ],
};

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
function scale(context: KeyContext, factor: number): Action | undefined {
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
