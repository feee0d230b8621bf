/** What the units of a network do, measured on the rows to learn from. */
import { forward } from "../../network/network.ts";
import { applyScaler } from "../../data/scaler.ts";
import { createVector, precisionOf } from "../../vector.ts";
import type { ActivationName } from "../../activations/index.ts";
import type { Trainer } from "../../training/trainer.ts";

/** Of a layer, in all members of an ensemble together. */
export interface LayerActivity {
  /** Counts from 1. */
  readonly layer: number;
  readonly activation: ActivationName;
  readonly units: number;
  /** Units that let hardly a gradient pass for any row, and are at the same end of their range for all of them. */
  readonly idle: number;
  /** How far the outputs of a unit lie apart from row to row: from the least to the greatest, as a mean over all units. */
  readonly range: number;
}

/**
 * A slope below this part of the steepest is none: it makes a step a hundred times smaller. So flat are tanh beyond ±3, the
 * logistic function beyond ±6, elu below −4.6, and ReLU below 0.
 */
const FLAT_SLOPE_RATIO = 0.01;

/** The steepest slope of an activation and its output there; where nothing else is said, 1 and 0. */
const steepestPoint: Partial<Record<ActivationName, { readonly slope: number; readonly output: number }>> = {
  sigmoid: { slope: 1 / 4, output: 1 / 2 },
  hardSigmoid: { slope: 1 / 6, output: 1 / 2 },
};

/** Rows that are looked at in one go, and where a part of them says enough. */
const CHUNK_ROWS = 1000;
/** So few mostly suffice to know that a layer is not idle. */
const PROBE_ROWS = 16;

/**
 * The layers of such an activation in which at least the part `enough` of all units is idle, on every row to learn from,
 * however many there are; the worst first. Where there is no such layer, a few rows mostly suffice to know it: a unit that
 * is idle on all is idle on these.
 */
export function idleLayers(
  trainer: Trainer,
  matches: (activation: ActivationName) => boolean,
  minIdleFraction: number,
): LayerActivity[] {
  if (!trainer.network.spec.layers.some(({ activation }) => matches(activation))) return [];
  const isReported = ({ idle, units, activation }: LayerActivity) =>
    matches(activation) && idle >= minIdleFraction * units;
  const { rows } = trainer.data.train;
  for (const rowLimit of [PROBE_ROWS, CHUNK_ROWS]) {
    if (rows > rowLimit && !measureActivity(trainer, rowLimit).some(isReported)) return [];
  }
  const layers = measureActivity(trainer, rows).filter(isReported);
  return layers.toSorted((a, b) => b.idle / b.units - a.idle / a.units);
}

/** What is known of a unit after some rows: its steepest slope, in size, and its least and greatest output. */
interface UnitRange {
  slope: number;
  least: number;
  greatest: number;
}

/**
 * Every layer as it is now.
 * @param count rows that are looked at, evenly chosen: at most as many as there are. Default 1000.
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
    const scaled = createVector(chosen.length, precisionOf(network.parameters));
    scaled.set(applyScaler(scalers.inputs, chosen));
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
