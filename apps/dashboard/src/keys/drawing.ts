/** Keys that change how the curves are drawn. */
import { lossRange, otherLossScale } from "../loss-scale.ts";
import { shownEpochs } from "../shown-epochs.ts";
import { look, type Action, type KeyGroup, type Situation } from "./key.ts";

/** None, light, strong. */
const SMOOTHINGS = [0, 0.8, 0.95] as const;
const CURVES = ["both", "training", "validation"] as const;

const zoom = {
  name: "z + - 0",
  label: () => "zoom",
  help: () => "zoom to the last tenth, in, out, to the whole run",
  isQuiet: true,
} as const;

export const drawing: KeyGroup = {
  title: "draw",
  keys: [
    {
      input: "y",
      name: "y",
      label: (situation) => otherLossScale(situation) ?? "log",
      help: () => "draw the losses on a logarithmic or a linear axis",
      isQuiet: true,
      press: (situation) => {
        const scale = otherLossScale(situation);
        return scale && look({ lossScale: scale });
      },
    },
    {
      input: "x",
      name: "x",
      label: () => "log x",
      help: () => "draw the epochs on a logarithmic or a linear axis",
      isQuiet: true,
      press: whereThereAreLosses(({ epochScale }) => ({ epochScale: epochScale === "log" ? "linear" : "log" })),
    },
    {
      input: "Y",
      name: "Y",
      label: ({ look: { lossBounds } }) => (lossBounds ? "unlock" : "lock"),
      help: () => "hold the axis of the losses as it is, or let it follow them again",
      isQuiet: true,
      press: (situation) =>
        whereThereAreLosses(({ lossBounds }) => ({
          lossBounds: lossBounds ? undefined : lossRange(situation),
        }))(situation),
    },
    {
      input: "m",
      name: "m",
      label: () => "smooth",
      help: () => "smooth the losses not at all, lightly, strongly; what was measured stays behind",
      isQuiet: true,
      press: whereThereAreLosses(({ smoothing }) => ({ smoothing: next(SMOOTHINGS, smoothing) })),
    },
    {
      input: "t",
      name: "t",
      label: () => "train/val",
      help: () => "show both losses, that of training, that of validation",
      isQuiet: true,
      press: (situation) =>
        situation.state.curves.validationLoss.length > 0
          ? look({ curves: next(CURVES, situation.look.curves) })
          : undefined,
    },
    {
      input: "o",
      name: "o",
      label: () => "target",
      help: () => "show the next of the targets",
      isQuiet: true,
      press: ({ state, look: { target } }) => {
        const count = state.started?.data.scalers.targets.scale.length ?? 1;
        return count > 1 ? look({ target: (target + 1) % count }) : undefined;
      },
    },
    { input: "z", ...zoom, press: whereThereAreLosses((_, shown) => ({ zoom: lastTenth(shown) })) },
    { input: "+", ...zoom, press: (situation) => scale(situation, 0.5) },
    { input: "-", ...zoom, press: (situation) => (situation.look.zoom ? scale(situation, 2) : undefined) },
    { input: "0", ...zoom, press: ({ look: { zoom: now } }) => (now ? look({ zoom: undefined }) : undefined) },
    {
      input: "f",
      name: "f",
      label: ({ look: { isFrozen } }) => (isFrozen ? "go on" : "freeze"),
      help: () => "freeze the picture; the training goes on",
      isQuiet: true,
      press: whereThereAreLosses(({ isFrozen }) => ({ isFrozen: !isFrozen })),
    },
  ],
};

type Chosen = Situation["look"];
type Epochs = ReturnType<typeof shownEpochs>;

function whereThereAreLosses(change: (chosen: Chosen, shown: Epochs) => Partial<Chosen>) {
  return (situation: Situation): Action | undefined =>
    situation.state.latest && look(change(situation.look, shownEpochs(situation)));
}

function next<Value>(values: readonly Value[], now: Value): Value {
  return values[(values.indexOf(now) + 1) % values.length]!;
}

function lastTenth({ min, max }: Epochs): Epochs {
  return { min: Math.round(max - Math.max(10, (max - min) / 10)), max };
}

/** Around the cursor, or else with its end held; further out than the whole run is the whole run. */
function scale(situation: Situation, factor: number): Action | undefined {
  if (!situation.state.latest) return undefined;
  const { min, max } = shownEpochs(situation);
  const whole = shownEpochs({ state: situation.state, look: { zoom: undefined } });
  const length = (max - min) * factor;
  if (length < 4) return undefined;
  const { cursor } = situation.look;
  const end = cursor === undefined ? max : Math.min(whole.max, cursor + length / 2);
  const start = Math.max(whole.min, Math.round(end - length));
  const isWhole = start <= whole.min && start + length >= whole.max;
  return look({ zoom: isWhole ? undefined : { min: start, max: Math.round(start + length) } });
}
