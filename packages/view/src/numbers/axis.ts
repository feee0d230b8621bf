/** Axes: from numbers to places, with bounds and ticks that people would choose. */
import type { Extent } from "./extent.ts";
import { exponential, formatCount } from "./format.ts";
import { roundDown, roundUp } from "./round-numbers.ts";

export type Scale = "linear" | "log";

export interface Axis extends Extent {
  readonly scale: Scale;
  readonly ticks: readonly Tick[];
  /** 0 at `min`, 1 at `max`, linear or logarithmic beyond them. */
  position(value: number): number;
  /** The value at a position. */
  value(position: number): number;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** From this ratio of the largest to the smallest value, a logarithmic axis shows more. */
const LOG_RATIO = 10;

/** Smaller numbers cannot be divided by without loss. */
const SMALLEST = 1e-290;

/** Whether all values of the extent have a logarithm. */
export function canBeLog({ min }: Extent): boolean {
  return min > SMALLEST;
}

/** Whether a linear axis would press most values against its lower end. */
export function suitsLogScale(range: Extent): boolean {
  return canBeLog(range) && range.max / range.min > LOG_RATIO;
}

/** Logarithmic if all values are positive and the extent is wide, else linear. */
export function chooseAxis(range: Extent, maxTicks = 6): Axis {
  return suitsLogScale(range) ? logAxis(range, maxTicks) : linearAxis(range, maxTicks);
}

/** An axis whose bounds are whole steps, so that they seldom move. @param maxTicks ≥ 2. */
export function linearAxis(range: Extent, maxTicks = 6): Axis {
  const { min: low, max: high } = widen(range);
  const whole = (step: number) => [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)] as const;
  const step = niceStep(high - low, maxTicks, whole);
  const [first, last] = whole(step);
  return stepAxis(first * step, last * step, step, first, last);
}

/** An axis with exactly these bounds and the ticks that fall between them. */
export function exactAxis(range: Extent, maxTicks = 6): Axis {
  const { min, max } = widen(range);
  const inside = (step: number) => [Math.ceil(min / step - 1e-9), Math.floor(max / step + 1e-9)] as const;
  const step = niceStep(max - min, maxTicks, inside);
  return stepAxis(min, max, step, ...inside(step));
}

/** @param first the first tick, in steps. */
function stepAxis(min: number, max: number, step: number, first: number, last: number): Axis {
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tick((first + i) * step, step, max));
  return {
    scale: "linear",
    min,
    max,
    ticks,
    position: (value) => (value - min) / (max - min),
    value: (position) => min + position * (max - min),
  };
}

/** Bounds are 1, 2 or 5 times a power of ten. A value that is not positive has no place (NaN, −∞). */
export function logAxis(range: Extent, maxTicks = 6): Axis {
  const min = roundDown(range.min);
  const top = roundUp(range.max);
  const max = top > min ? top : min * 10;
  const length = Math.log(max / min);
  return {
    scale: "log",
    min,
    max,
    ticks: logTicks(min, max, maxTicks).map((value) => ({ value, label: plain(value) })),
    position: (value) => Math.log(value / min) / length,
    value: (position) => min * Math.exp(position * length),
  };
}

/** An axis of some epochs, with whole numbers: exact bounds if linear; from epoch 1 if logarithmic. */
export function someEpochsAxis({ min, max }: Extent, scale: Scale, maxTicks = 6): Axis {
  const axis =
    scale === "log"
      ? logAxis({ min: Math.max(1, min), max: Math.max(2, max) }, maxTicks)
      : exactAxis({ min, max: Math.max(min + 1, max) }, maxTicks);
  return { ...axis, ticks: epochTicks(axis) };
}

function epochTicks({ ticks }: Axis): Tick[] {
  const whole = ticks.filter(({ value }) => Number.isInteger(value));
  return whole.map(({ value }) => ({ value, label: value < 10_000 ? String(value) : formatCount(value) }));
}

/**
 * An axis of epochs from 0 to `total`; if a rule may end the run earlier, it grows in steps 10, 20, 50, 100 … up to `total`.
 * @param isEndKnown whether the run trains all its epochs.
 */
export function epochAxis(epoch: number, total: number, isEndKnown: boolean, maxTicks = 6): Axis {
  const shown = isEndKnown ? Math.max(total, epoch) : Math.min(total, roundUp(Math.max(10, epoch)));
  const axis = exactAxis({ min: 0, max: Math.max(1, shown) }, maxTicks);
  return { ...axis, ticks: epochTicks(axis) };
}

/** An extent that is not empty: a single value gets room around it. */
function widen({ min, max }: Extent): Extent {
  if (max - min > Math.max(SMALLEST, Math.abs(max) * 1e-12)) return { min, max };
  const room = min === 0 ? 1 : Math.abs(min) * 0.5;
  return { min: min - room, max: max + room };
}

/** The smallest 1, 2, 2.5 or 5 times a power of ten with at most `maxTicks` ticks. @param ends in steps. */
function niceStep(length: number, maxTicks: number, ends: (step: number) => readonly [number, number]): number {
  const power = Math.floor(Math.log10(length / maxTicks));
  for (const exponent of [power, power + 1]) {
    for (const factor of [1, 2, 2.5, 5]) {
      const step = Number(`${factor}e${exponent}`);
      const [first, last] = ends(step);
      if (last - first + 1 <= maxTicks) return step;
    }
  }
  return Number(`1e${power + 2}`);
}

function tick(exact: number, step: number, max: number): Tick {
  const value = Math.abs(exact) < step / 1e6 ? 0 : exact;
  if (value !== 0 && (Math.abs(max) >= 99_999.5 || step < 0.0005)) return { value, label: short(value) };
  return { value, label: value.toFixed(decimalsOf(step)) };
}

/** The decimals needed to distinguish two ticks. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    if (Math.abs(Number(step.toFixed(decimals)) - step) < step * 1e-6) return decimals;
  }
  return 6;
}

/** The densest set of round numbers with at most `maxTicks` in the extent. */
function logTicks(min: number, max: number, maxTicks: number): number[] {
  const from = Math.floor(Math.log10(min) + 1e-9);
  const to = Math.ceil(Math.log10(max) - 1e-9);
  const choices: { factors: readonly number[]; every: number }[] = [
    { factors: [1, 2, 5], every: 1 },
    { factors: [1, 3], every: 1 },
  ];
  for (let every = 1; every <= to - from + 1; every++) choices.push({ factors: [1], every });
  for (const { factors, every } of choices) {
    const ticks: number[] = [];
    for (let power = from; power <= to; power += every) {
      for (const factor of factors) {
        const value = Number(`${factor}e${power}`);
        if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) ticks.push(value);
      }
    }
    if (ticks.length <= maxTicks && ticks.length > 0) return ticks;
  }
  return [min];
}

function plain(value: number): string {
  return value >= 0.0001 && value < 99_999 ? String(value) : short(value);
}

/** `5e-4`, `2.5e6`. */
function short(value: number): string {
  const one = exponential(value, 1);
  return one.includes(".0e") ? exponential(value, 0) : one;
}

/** The share of an axis that may be lost at its upper end: less than the margin around the data. */
const SLACK = 0.02;
/** An axis may grow by this factor before ticks are left out. */
const GROWTH = 1.3;

/**
 * The axis with its ticks on whole rows of `rows`, equally far apart; it grows for that, or has every other tick. Ticks that are
 * not equally spaced, such as 1, 2, 5, stay as they are.
 */
export function onRows(axis: Axis, rows: number): Axis {
  const all = aligned(axis, rows);
  if (all && all.growth <= GROWTH) return all.axis;
  const half = aligned({ ...axis, ticks: axis.ticks.filter((_, i) => i % 2 === 0) }, rows);
  const [best] = [all, half].filter((one) => one !== undefined).toSorted((a, b) => a.growth - b.growth);
  return best?.axis ?? axis;
}

function aligned(axis: Axis, rows: number): { readonly axis: Axis; readonly growth: number } | undefined {
  const places = axis.ticks.map(({ value }) => axis.position(value));
  const [first = 0, second = NaN] = places;
  const step = second - first;
  const isEven = places.every((place, i) => Math.abs(place - first - i * step) < 1e-6);
  if (!(step > 0) || !isEven || rows < 2) return undefined;
  for (let perStep = Math.ceil((rows - 1) * step); perStep >= 1; perStep--) {
    // One row has this share of the old axis.
    const row = step / perStep;
    const below = Math.ceil(first / row - 1e-9);
    const above = rows - 1 - below;
    if (first + above * row < 1 - SLACK) continue;
    const position = (value: number) => (below + (axis.position(value) - first) / row) / (rows - 1);
    const value = (place: number) => axis.value(first + (place * (rows - 1) - below) * row);
    return { axis: { ...axis, min: value(0), max: value(1), position, value }, growth: (rows - 1) * row };
  }
  return undefined;
}
