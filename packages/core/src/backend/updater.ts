/** From gradients to the next parameters: schedule, clipping, weight decay and the optimizer, with all that they remember. */
import { lookupWithSettings, type Settings, type WithSettings } from "../spec/registry.ts";
import { optimizers, type Optimizer } from "../optimizers/index.ts";
import { schedules, type SchedulePosition, type Schedule } from "../schedules/index.ts";
import type { Network } from "../network/network.ts";
import { createVector, precisionOf, type Vector } from "../vector.ts";
import type { Clipping, TrainingSpec } from "../spec/training-spec.ts";

export interface Updater {
  /** What its settings may be. */
  readonly optimizer: WithSettings;
  /** The optimizer's settings as they are now; its learning rate is before the schedule. */
  readonly settings: Settings;
  /** The learning rate of the last update. */
  readonly learningRate: number;
  /** All that optimizer and schedule remember, to be copied and put back. */
  readonly memory: Vector;
  /** Whether each epoch's watched loss may change what comes. */
  readonly isLossDriven: boolean;
  /**
   * The learning rates of the next `count` updates into `rates`, of which the last is then that of the last update; each is so many
   * `epochs`, 0 or 1, after the one before.
   */
  schedule(position: SchedulePosition, epochs: number, rates: Float64Array, count: number): void;
  /**
   * One update of the network's parameters by its gradients.
   * @param evaluate computes the objective and its gradients anew, for optimizers that search.
   */
  update(position: SchedulePosition, evaluate: () => number): void;
  /** Takes note of an epoch's watched loss. */
  observe(loss: number): void;
  /** @param settings checked: the optimizer has them, and they are in their ranges. */
  set(settings: Settings): void;
}

/** How many numbers optimizer and schedule remember of so many parameters: the optimizer's slots and scalars, then the schedule's. */
export function requiredMemory(spec: TrainingSpec, parameters: number, where: string): number {
  const { optimizer, schedule } = lookupParts(spec, where);
  return optimizer.entry.slots * parameters + (optimizer.entry.scalars ?? 0) + (schedule.entry.slots ?? 0);
}

function lookupParts(spec: TrainingSpec, where: string) {
  const optimizer = lookupWithSettings(
    optimizers as unknown as Readonly<Record<string, Optimizer>>,
    spec.optimizer,
    where,
    "optimizer",
  );
  const schedule = lookupWithSettings(
    schedules as unknown as Readonly<Record<string, Schedule>>,
    spec.schedule ?? { type: "constant" },
    where,
    "schedule",
  );
  return { optimizer, schedule };
}

/**
 * @param memory where what is remembered lives, as long as `memoryLengthOf` says. Default: a vector of its own.
 * @throws RangeError when the spec names an optimizer, schedule or setting that is unknown.
 */
export function createUpdater(spec: TrainingSpec, network: Network, where: string, memory?: Vector): Updater {
  const { parameters, gradients, layers } = network;
  const chosen = lookupParts(spec, where);
  const { entry: optimizer, settings } = chosen.optimizer;
  const { entry: schedule, settings: scheduleSettings } = chosen.schedule;

  const optimizerLength = optimizer.slots * parameters.length + (optimizer.scalars ?? 0);
  memory ??= createVector(requiredMemory(spec, parameters.length, where), precisionOf(parameters));
  const optimizerMemory = memory.subarray(0, optimizerLength);
  const scheduleMemory = memory.subarray(optimizerLength);
  /** The settings of an update: those of now, but the learning rate is what the schedule makes of it. */
  const scheduled: Record<string, number> = { ...settings };

  function decay(amount: number): void {
    if (amount === 0) return;
    for (const { W } of layers) for (let i = 0; i < W.length; i++) W[i] -= amount * W[i];
  }

  function setRate(position: SchedulePosition): number {
    scheduled.learningRate = settings.learningRate * schedule.factor(position, scheduleSettings, scheduleMemory);
    return scheduled.learningRate;
  }

  return {
    optimizer,
    settings,
    get learningRate() {
      return scheduled.learningRate;
    },
    memory,
    isLossDriven: schedule.observe !== undefined,

    schedule(position, epochs, rates, count) {
      if (schedule === schedules.constant) return void rates.fill(setRate(position), 0, count);
      for (let i = 0; i < count; i++) {
        rates[i] = setRate({ ...position, step: position.step + i, epoch: position.epoch + i * epochs });
      }
    },

    update(position, evaluate) {
      setRate(position);
      if (spec.clipping) clip(gradients, spec.clipping);
      decay(scheduled.learningRate * (scheduled.weightDecay ?? 0));
      optimizer.update(parameters, gradients, optimizerMemory, position.step + 1, scheduled, evaluate);
    },

    observe(loss) {
      schedule.observe?.(scheduleMemory, loss, scheduleSettings);
    },

    set(wanted) {
      Object.assign(settings, wanted);
      // The learning rate of the last update stays what it was.
      Object.assign(scheduled, settings, { learningRate: scheduled.learningRate });
    },
  };
}

/** First each gradient to ±value, then all together to the length `norm`. Pascanu et al., ICML 2013. */
function clip(gradients: Vector, { value = Infinity, norm = Infinity }: Clipping): void {
  if (value < Infinity) {
    for (let i = 0; i < gradients.length; i++) gradients[i] = Math.max(-value, Math.min(value, gradients[i]));
  }
  const length = euclideanNorm(gradients);
  if (length > norm) for (let i = 0; i < gradients.length; i++) gradients[i] *= norm / length;
}

/**
 * The Euclidean norm. The squares are added up in four sums, each of every fourth, so that vector units can do it too, in
 * the same order.
 */
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
