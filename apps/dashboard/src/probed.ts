/** What the network says of an input that somebody asks about, and how far that may be off. */
import { formatNumber } from "./format.ts";
import { cellWidth } from "./grid.ts";
import { currentModel, residualsOf } from "./learned.ts";
import type { StyledText } from "./panels/panel.ts";
import type { Probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

export interface PointPrediction {
  readonly predicted: number;
  /** 95 of 100 rows like those that judge lie within so much of it; undefined where none have judged. */
  readonly within: number | undefined;
  /** What is true, where a row of the sample has this very input. */
  readonly actual: number | undefined;
}

const COVERAGE = 0.95;
/** As many standard deviations, where errors are normal. */
const DEVIATIONS = 2;

/** @param target which of several, from 0. Undefined where there is no network yet, or it takes other inputs. */
export function predictAt(state: RunState, { inputs }: Probe, target: number): PointPrediction | undefined {
  const now = currentModel(state);
  const { started, finished } = state;
  if (!now || !started || inputs.length !== started.spec.network.inputs) return undefined;
  const predicted = now.model.predictFlat(Float64Array.from(inputs))[target] ?? NaN;
  const { train, validation } = started.data.sample;
  const actual = [train, validation].flatMap((rows) =>
    (rows?.x ?? []).flatMap((row, i) => (row.every((value, j) => value === inputs[j]) ? [rows!.y[i]!] : [])),
  );
  const promised = finished?.model.residuals ? now.model.intervalWidth(COVERAGE, target) : Infinity;
  const deviation = residualsOf(state, target)?.deviation;
  const seen = deviation === undefined ? undefined : DEVIATIONS * deviation;
  return { predicted, within: Number.isFinite(promised) ? promised : seen, actual: actual[0]?.[target] };
}

/** `x = 1.5 → 5.248 ±0.21`, in one line where it fits into so many cells, else in two. */
export function readoutTexts(
  probe: Probe,
  { predicted, within, actual }: PointPrediction,
  cells: number,
): StyledText[][] {
  const answer: StyledText[] = [
    { text: ` → ${text(predicted)}`, style: "blueBold" },
    { text: within === undefined ? " " : ` ±${rough(within)} `, style: "plain" },
    ...(actual === undefined ? [] : [{ text: `actual ${text(actual)} `, style: "orangeBold" } as const]),
  ];
  const question: StyledText = { text: ` ${probe.text} `, style: "inverse" };
  const whole = [question, ...answer];
  return cellWidth(whole.map((part) => part.text).join("")) <= cells ? [whole] : [answer, [question]];
}

/** In a sentence. */
export function describePrediction(state: RunState, probe: Probe, target: number): string {
  const found = predictAt(state, probe, target);
  if (!found) return `At ${probe.text} no network can be asked yet.`;
  const { predicted, within, actual } = found;
  const give = within === undefined ? "" : `, give or take ${rough(within)}`;
  const truth = actual === undefined ? "" : `; the truth is ${text(actual)}`;
  return `At ${probe.text} the network predicts ${text(predicted)}${give}${truth}.`;
}

function text(value: number): string {
  return formatNumber(value).trim();
}

/** Two digits: nobody knows more of how far something may be off. */
function rough(value: number): string {
  return String(Number(value.toPrecision(2)));
}
