/** From gradients to the next parameters: schedule, clipping, weight decay and the optimizer, with their state. */
import { lookupWithSettings, type Settings, type WithSettings } from "../spec/registry.ts";
import { optimizers, type Optimizer } from "../optimizers/index.ts";
import { schedules, type SchedulePosition, type Schedule } from "../schedules/index.ts";
import { createVector, precisionOf, type Vector } from "../vector.ts";
import type { Network } from "../network/network.ts";
import type { Clipping, TrainingSpec } from "../spec/training-spec.ts";

export type Updater = ReturnType<typeof createUpdater>;

/** The length of `Updater.optimizerState`: the optimizer's slots, each of `parameters` numbers, its scalars, and the schedule's slots. */
export function optimizerStateLength(spec: TrainingSpec, parameters: number): number {
  const { optimizer, schedule } = lookupUpdate(spec, "createTrainer");
  return optimizer.entry.slots * parameters + (optimizer.entry.scalars ?? 0) + (schedule.entry.slots ?? 0);
}

const optimizersByName = optimizers as unknown as Readonly<Record<string, Optimizer>>;
const schedulesByName = schedules as unknown as Readonly<Record<string, Schedule>>;

/** The optimizer and the schedule that a spec names, with their settings; errors begin with `where`. */
export function lookupUpdate(spec: TrainingSpec, where: string) {
  const optimizer = lookupWithSettings(optimizersByName, spec.optimizer, where, "optimizer");
  const schedule = lookupWithSettings(schedulesByName, spec.schedule ?? { type: "constant" }, where, "schedule");
  return { optimizer, schedule };
}

/**
 * @param optimizerState the vector to use, of `optimizerStateLength` numbers. Default: a new one.
 * @throws RangeError when the spec names an unknown optimizer, schedule or setting.
 */
export function createUpdater(spec: TrainingSpec, network: Network, optimizerState?: Vector) {
  const { parameters, gradients, layers } = network;
  const chosen = lookupUpdate(spec, "createTrainer");
  const { entry: optimizer, settings } = chosen.optimizer;
  const { entry: schedule, settings: scheduleSettings } = chosen.schedule;

  const ownLength = optimizer.slots * parameters.length + (optimizer.scalars ?? 0);
  optimizerState ??= createVector(optimizerStateLength(spec, parameters.length), precisionOf(parameters));
  const ownState = optimizerState.subarray(0, ownLength);
  const scheduleState = optimizerState.subarray(ownLength);
  /** `settings`, with the scheduled learning rate of the last update. */
  const scheduled: Record<string, number> = { ...settings };

  function decay(amount: number): void {
    if (amount === 0) return;
    for (const { W } of layers) for (let i = 0; i < W.length; i++) W[i] -= amount * W[i];
  }

  function computeRate(position: SchedulePosition): number {
    scheduled.learningRate = settings.learningRate * schedule.factor(position, scheduleSettings, scheduleState);
    return scheduled.learningRate;
  }

  return {
    /** The optimizer: the defaults and ranges of its settings. */
    optimizer: optimizer as WithSettings,
    /** The optimizer's current settings, with the learning rate before the schedule. */
    settings: settings as Settings,
    /** The learning rate of the last update. */
    get learningRate() {
      return scheduled.learningRate;
    },
    /** The state of the optimizer, then that of the schedule; to be copied and restored. */
    optimizerState,
    /** Whether the schedule reacts to each epoch's monitored loss. */
    isLossDriven: schedule.observe !== undefined,

    /**
     * Writes the learning rates of the next `count` updates into `rates`; the last becomes `learningRate`.
     * @param epochs from one update to the next: 0 or 1.
     */
    schedule(position: SchedulePosition, epochs: number, rates: Float64Array, count: number): void {
      if (schedule === schedules.constant) return void rates.fill(computeRate(position), 0, count);
      for (let i = 0; i < count; i++) {
        rates[i] = computeRate({ ...position, step: position.step + i, epoch: position.epoch + i * epochs });
      }
    },

    /**
     * Updates the network's parameters by its gradients.
     * @param evaluate recomputes the objective and its gradients, for optimizers with a line search.
     */
    update(position: SchedulePosition, evaluate: () => number): void {
      computeRate(position);
      if (spec.clipping) clip(gradients, spec.clipping);
      decay(scheduled.learningRate * (scheduled.weightDecay ?? 0));
      optimizer.update(parameters, gradients, ownState, position.step + 1, scheduled, evaluate);
    },

    /** Passes an epoch's monitored loss to the schedule. */
    observe(loss: number): void {
      schedule.observe?.(scheduleState, loss, scheduleSettings);
    },

    /** @param wanted checked: the optimizer has them, and they are in range. */
    set(wanted: Settings): void {
      Object.assign(settings, wanted);
      // `learningRate` is still that of the last update.
      Object.assign(scheduled, settings, { learningRate: scheduled.learningRate });
    },
  };
}

/** Clips each gradient to ±value, then rescales all of them to the Euclidean norm `norm`. Pascanu et al., ICML 2013. */
function clip(gradients: Vector, { value = Infinity, norm = Infinity }: Clipping): void {
  if (value < Infinity) {
    for (let i = 0; i < gradients.length; i++) gradients[i] = Math.max(-value, Math.min(value, gradients[i]));
  }
  const length = euclideanNorm(gradients);
  if (length > norm) for (let i = 0; i < gradients.length; i++) gradients[i] *= norm / length;
}

/** The Euclidean norm. Four partial sums, each over every fourth square, so that SIMD can add in the same order. */
export function euclideanNorm(vector: Vector): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < vector.length; i += 4) {
    sum0 += vector[i] * vector[i];
    sum1 += vector[i + 1] * vector[i + 1];
    sum2 += vector[i + 2] * vector[i + 2];
    sum3 += vector[i + 3] * vector[i + 3];
  }
  if (i < vector.length) sum0 += vector[i] * vector[i];
  if (i + 1 < vector.length) sum1 += vector[i + 1] * vector[i + 1];
  if (i + 2 < vector.length) sum2 += vector[i + 2] * vector[i + 2];
  return Math.sqrt(sum0 + sum1 + (sum2 + sum3));
}
