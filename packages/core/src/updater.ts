/** From gradients to the next parameters: schedule, clipping, weight decay and the optimizer, with all that they remember. */
import { checkSettings, chooseWithSettings, type Settings } from "./choice.ts";
import { optimizers, type Optimizer } from "./optimizers/index.ts";
import { schedules, type Position, type Schedule } from "./schedules/index.ts";
import type { Network } from "./network.ts";
import type { Clipping, TrainingSpec } from "./training-spec.ts";

export interface Updater {
  /** The optimizer's settings as they are now; its learning rate is before the schedule. */
  readonly settings: Settings;
  /** The learning rate of the last update. */
  readonly learningRate: number;
  /** All that optimizer and schedule remember, to be copied and put back. */
  readonly memory: Float64Array;
  /**
   * One update of the network's parameters by its gradients.
   * @param evaluate computes the objective and its gradients anew, for optimizers that search.
   */
  update(position: Position, evaluate: () => number): void;
  /** Takes note of an epoch's watched loss. */
  observe(loss: number): void;
  /** @throws RangeError for a setting the optimizer does not have, or a value that is not a number ≥ 0; nothing is changed then. */
  set(settings: Settings, where: string): void;
}

/** @throws RangeError when the spec names an optimizer, schedule or setting that is unknown. */
export function createUpdater(spec: TrainingSpec, network: Network, where: string): Updater {
  const { parameters, gradients, layers } = network;
  const { entry: optimizer, settings } = chooseWithSettings(
    optimizers as unknown as Readonly<Record<string, Optimizer>>,
    spec.optimizer,
    where,
    "optimizer",
  );
  const { entry: schedule, settings: scheduleSettings } = chooseWithSettings(
    schedules as unknown as Readonly<Record<string, Schedule>>,
    spec.schedule ?? { type: "constant" },
    where,
    "schedule",
  );

  const optimizerLength = optimizer.slots * parameters.length + (optimizer.scalars ?? 0);
  const memory = new Float64Array(optimizerLength + (schedule.slots ?? 0));
  const optimizerMemory = memory.subarray(0, optimizerLength);
  const scheduleMemory = memory.subarray(optimizerLength);
  /** The settings of one update: those of now, and the learning rate that the schedule makes of its own. */
  const scheduled: Record<string, number> = { ...settings };

  function decay(amount: number): void {
    if (amount === 0) return;
    for (const { W } of layers) for (let i = 0; i < W.length; i++) W[i] -= amount * W[i];
  }

  return {
    settings,
    get learningRate() {
      return scheduled.learningRate;
    },
    memory,

    update(position, evaluate) {
      Object.assign(scheduled, settings);
      scheduled.learningRate *= schedule.factor(position, scheduleSettings, scheduleMemory);
      if (spec.clipping) clip(gradients, spec.clipping);
      decay(scheduled.learningRate * (scheduled.weightDecay ?? 0));
      optimizer.update(parameters, gradients, optimizerMemory, position.step + 1, scheduled, evaluate);
    },

    observe(loss) {
      schedule.observe?.(scheduleMemory, loss, scheduleSettings);
    },

    set(wanted, setWhere) {
      checkSettings(optimizer.defaults, wanted, setWhere, spec.optimizer.type);
      Object.assign(settings, wanted);
    },
  };
}

/** First each gradient to ±value, then all together to the length `norm`. Pascanu et al., ICML 2013. */
function clip(gradients: Float64Array, { value = Infinity, norm = Infinity }: Clipping): void {
  if (value < Infinity) {
    for (let i = 0; i < gradients.length; i++) gradients[i] = Math.max(-value, Math.min(value, gradients[i]));
  }
  const length = lengthOf(gradients);
  if (length > norm) for (let i = 0; i < gradients.length; i++) gradients[i] *= norm / length;
}

/** The Euclidean norm. */
export function lengthOf(vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i];
  return Math.sqrt(sum);
}
