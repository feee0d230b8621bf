/** The activity of the units of a network, measured on training rows. */
import { forward } from "../../network/network.ts";
import { applyScaler } from "../../data/scaler.ts";
import { createVector, precisionOf } from "../../vector.ts";
import type { ActivationName } from "../../activations/index.ts";
import type { Observation } from "../observation.ts";
import { isStuck } from "./curve.ts";
import type { Trainer } from "../../training/trainer.ts";

/** Activity of a layer, over all members of an ensemble together. */
export interface LayerActivity {
  /** Counts from 1. */
  readonly layer: number;
  readonly activation: ActivationName;
  readonly units: number;
  /** Units that pass almost no gradient for any row, and are at the same end of their range for all rows. */
  readonly idle: number;
  /** Range of a unit's outputs over the rows, greatest minus least; mean over all units. */
  readonly range: number;
}

/**
 * A slope below this fraction of the steepest counts as flat: it makes a step a hundred times smaller. So flat are tanh
 * beyond ±3, the logistic function beyond ±6, elu below −4.6, and ReLU below 0.
 */
const FLAT_SLOPE_RATIO = 0.01;

/** The steepest slope of an activation and its output at that point. Default: 1 and 0. */
const steepestPoint: Partial<Record<ActivationName, { readonly slope: number; readonly output: number }>> = {
  sigmoid: { slope: 1 / 4, output: 1 / 2 },
  hardSigmoid: { slope: 1 / 6, output: 1 / 2 },
};

/** Rows per forward pass, and the default sample. */
const CHUNK_ROWS = 1000;
/** Fewer idle units do not stop a network from learning: 2 of 10 units suffice for a line, and the notebook has only four. */
const MIN_IDLE_FRACTION_WHEN_STUCK = 0.5;
/** A sample that usually suffices to see that a layer is not idle. */
const PROBE_ROWS = 16;

/**
 * The layer with a matching activation in which the largest fraction of units is idle on every training row: all of its
 * units, or at least half of them if the training is stuck. A small sample usually suffices to rule this out: a unit that
 * is idle on all rows is idle on the sample.
 */
export function findIdleLayer(
  observation: Observation,
  matches: (activation: ActivationName) => boolean,
): LayerActivity | undefined {
  const { trainer } = observation;
  if (!trainer.network.spec.layers.some(({ activation }) => matches(activation))) return undefined;
  const minIdleFraction = isStuck(observation) ? MIN_IDLE_FRACTION_WHEN_STUCK : 1;
  const isReported = ({ idle, units, activation }: LayerActivity) =>
    matches(activation) && idle >= minIdleFraction * units;
  const { rows } = trainer.data.train;
  for (const rowLimit of [PROBE_ROWS, CHUNK_ROWS]) {
    if (rows > rowLimit && !measureActivity(trainer, rowLimit).some(isReported)) return undefined;
  }
  const layers = measureActivity(trainer, rows).filter(isReported);
  return layers.toSorted((a, b) => b.idle / b.units - a.idle / a.units)[0];
}

/** Steepest absolute slope, least and greatest output of a unit over the rows so far. */
interface UnitRange {
  slope: number;
  least: number;
  greatest: number;
}

/**
 * Measures every layer in the current state.
 * @param count number of rows to sample, evenly spaced; at most all. Default 1000.
 */
export function measureActivity({ network, scalers, data }: Trainer, count: number = CHUNK_ROWS): LayerActivity[] {
  const { inputs, rows, x } = data.train;
  const sampleRows = Math.min(count, rows);
  const unitRanges = network.members.map((member) =>
    member.layers.map(({ units }) =>
      Array.from({ length: units }, (): UnitRange => ({ slope: 0, least: Infinity, greatest: -Infinity })),
    ),
  );
  for (let first = 0; first < sampleRows; first += CHUNK_ROWS) {
    const length = Math.min(CHUNK_ROWS, sampleRows - first);
    const chosen = new Float64Array(length * inputs);
    for (let i = 0; i < length; i++) {
      const row = Math.floor(((first + i) * rows) / sampleRows);
      chosen.set(x.subarray(row * inputs, (row + 1) * inputs), i * inputs);
    }
    const numbers = applyScaler(scalers.inputs, chosen);
    const scaled = createVector(numbers.length, precisionOf(network.parameters));
    scaled.set(numbers);
    network.members.forEach((member, m) => {
      forward(member, scaled, length, network.kernels);
      member.layers.forEach(({ activation, z, a, units }, l) => {
        const slopes = a.slice().fill(1);
        activation.backward(slopes, slopes, z, a);
        unitRanges[m][l].forEach((unit, j) => {
          let { slope, least, greatest } = unit;
          for (let k = j; k < a.length; k += units) {
            slope = Math.max(slope, Math.abs(slopes[k]));
            least = Math.min(least, a[k]);
            greatest = Math.max(greatest, a[k]);
          }
          Object.assign(unit, { slope, least, greatest });
        });
      });
    });
  }
  return network.spec.layers.map(({ activation }, l) => {
    const units = unitRanges.flatMap((member) => member[l]);
    const { slope, output } = steepestPoint[activation] ?? { slope: 1, output: 0 };
    const isIdle = (unit: UnitRange) =>
      unit.slope < FLAT_SLOPE_RATIO * slope && (unit.greatest <= output || unit.least >= output);
    return {
      layer: l + 1,
      activation,
      units: units.length,
      idle: units.filter(isIdle).length,
      range: units.reduce((sum, { least, greatest }) => sum + (greatest - least) / units.length, 0),
    };
  });
}
