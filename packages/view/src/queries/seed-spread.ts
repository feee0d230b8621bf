/** How far runs that differ only in their seed lie apart. */
import { formatNumber } from "../numbers/format.ts";
import { monitoredLoss } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { Series } from "../run-state/series.ts";

/** Whether runs differ only in their seed. A branch does not: it shares random numbers with its parent. */
export function differOnlyInSeed(states: readonly RunState[]): boolean {
  const specs = states.map(({ started }) =>
    started && !started.from ? JSON.stringify({ ...started.spec, seed: 0 }) : "",
  );
  const seeds = new Set(states.map(({ started }) => started?.spec.seed ?? 0));
  return new Set(specs).size === 1 && specs[0] !== "" && seeds.size === states.length;
}

/**
 * Mean and standard deviation (with n − 1) of the best losses of the runs that have ended: a run that has just begun has no best loss
 * to compare yet. Undefined unless all runs differ only in their seed and two have ended.
 */
export function describeSeedSpread(all: readonly RunState[]): string | undefined {
  const states = all.filter(({ started }) => started && !started.from);
  const ended = states.filter(({ phase }) => phase === "finished");
  const values = ended.flatMap(({ best }) => (best.validationLoss ?? best.loss)?.value ?? []);
  if (!differOnlyInSeed(states) || values.length < 2) return undefined;
  const { mean, deviation } = momentsOf(values);
  return `mean best loss of ${values.length} seeds: ${meanAndDeviation(mean, deviation)}`;
}

/** Both with the same number of decimals. */
function meanAndDeviation(mean: number, deviation: number): string {
  const text = formatNumber(mean).trim();
  const [, decimals] = /^-?\d+(?:\.(\d+))?$/.exec(text) ?? [text, undefined];
  return `${text} ± ${decimals === undefined ? formatNumber(deviation).trim() : deviation.toFixed(decimals.length)}`;
}

/** Mean and standard deviation (with n − 1) of the monitored loss, over the epochs that all runs have. */
export interface LossSpread {
  readonly epochs: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** For two or more runs that differ only in their seed. */
export function lossSpread(states: readonly RunState[]): LossSpread {
  const series = states.map(monitoredLoss);
  const width = Math.max(...series.map((one) => one.width));
  const count = Math.min(...series.map((one) => Math.floor((one.length * one.width) / width)));
  const spread = { epochs: [] as number[], means: [] as number[], deviations: [] as number[] };
  for (let i = 0; i < count; i++) {
    const values = series.flatMap((one) => {
      const bucket = one.bucket(Math.floor((i * width) / one.width));
      return bucket && Number.isFinite(bucket.last) ? [bucket.last] : [];
    });
    if (values.length < series.length) continue;
    const { mean, deviation } = momentsOf(values);
    spread.epochs.push((i + 0.5) * width - 0.5);
    spread.means.push(mean);
    spread.deviations.push(deviation);
  }
  return spread;
}

/** The loss by which a run is judged, and its place in the list. */
export interface RunCurve {
  /** From 0. */
  readonly run: number;
  readonly series: Series;
}

/** The losses of the other pinned runs, to be drawn behind those of the selected run. */
export interface PinnedLosses {
  readonly curves: readonly RunCurve[];
  /** The spread of the selected run and two or more others that differ from it only in their seed. */
  readonly spread: LossSpread | undefined;
}

export function pinnedLosses(
  state: RunState,
  runs: readonly { readonly state: RunState; readonly isPinned: boolean }[],
): PinnedLosses {
  const others = runs.flatMap((one, run) =>
    one.isPinned && one.state.curves !== state.curves ? [{ run, state: one.state }] : [],
  );
  const seeds = [state, ...others.map((one) => one.state)];
  return {
    curves: others.map((one) => ({ run: one.run, series: monitoredLoss(one.state) })),
    spread: seeds.length >= 3 && differOnlyInSeed(seeds) ? lossSpread(seeds) : undefined,
  };
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}
