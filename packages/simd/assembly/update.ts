/** From gradients to the next parameters, in core's order: clipping, weight decay, optimizer. */
import { layerAt, Plan, weightBytes } from "./plan";
import { multiply, squaredLength } from "./elementwise/vector";

const GRADIENT_DESCENT: usize = 0;
const MOMENTUM: usize = 1;
const NESTEROV: usize = 2;
const ADAGRAD: usize = 3;
const RMS_PROP: usize = 4;
/** And above: AdamW is Adam after `decay`. */
const ADAM: usize = 5;

/** Adds the derivatives of l1 · Σ |w| + ½ · l2 · Σ w² over all weights. */
export function penalize<T>(plan: Plan): void {
  if (plan.l1 == 0 && plan.l2 == 0) return;
  const l1 = <T>plan.l1;
  const l2 = <T>plan.l2;
  for (let m: usize = 0; m < plan.members; m++) {
    for (let l: usize = 0; l < plan.layerCount; l++) {
      const layer = layerAt(plan, l);
      const start = m * plan.memberBytes + layer.offset;
      const end = start + weightBytes<T>(layer);
      for (let at = start; at < end; at += sizeof<T>()) {
        const w = load<T>(plan.parameters + at);
        const sign: T = w > 0 ? 1 : w < 0 ? -1 : w;
        const gradient = plan.gradients + at;
        store<T>(gradient, load<T>(gradient) + (l1 * sign + l2 * w));
      }
    }
  }
}

/** Clips each gradient to ±clipValue, then their norm to clipNorm. */
export function clip<T>(plan: Plan): void {
  const gradients = plan.gradients;
  const parameterCount = plan.parameterCount;
  if (plan.clipValue < Infinity) {
    const limit = v128.splat<T>(<T>plan.clipValue);
    const end = gradients + parameterCount * sizeof<T>();
    for (let at = gradients; at < end; at += 16) {
      v128.store(at, v128.max<T>(v128.neg<T>(limit), v128.min<T>(limit, v128.load(at))));
    }
  }
  if (plan.clipNorm < Infinity) {
    const length = sqrt<f64>(squaredLength<T>(gradients, parameterCount));
    if (length > plan.clipNorm) multiply<T>(gradients, parameterCount, <T>(plan.clipNorm / length));
  }
}

/** W −= amount · W for the weights of all layers from byte `from` of the parameters to byte `to`. */
function decay<T>(plan: Plan, amount: T, from: usize, to: usize): void {
  if (amount == 0) return;
  for (let m: usize = 0; m < plan.members; m++) {
    for (let l: usize = 0; l < plan.layerCount; l++) {
      const layer = layerAt(plan, l);
      const W = m * plan.memberBytes + layer.offset;
      const end = plan.parameters + min(W + weightBytes<T>(layer), to);
      for (let at = plan.parameters + max(W, from); at < end; at += sizeof<T>()) {
        store<T>(at, load<T>(at) - amount * load<T>(at));
      }
    }
  }
}

/** Does update number `index` of the call. */
export function update<T>(plan: Plan, index: usize): void {
  clip<T>(plan);
  applyOptimizer<T>(plan, index, 0, 1);
}

/** Part number `part` of `parts` of the weight decay and the optimizer's work, each for a range of the parameters. */
export function applyOptimizer<T>(plan: Plan, index: usize, part: usize, parts: usize): void {
  const parameters = plan.parameters;
  const gradients = plan.gradients;
  const state = plan.optimizerState;
  const learningRate = <T>load<f64>(plan.learningRates + (index << 3));
  const slot = plan.parameterCount * sizeof<T>();
  const whole = slot & ~15;
  const from = ((slot * part) / parts) & ~63;
  const to = ((slot * (part + 1)) / parts) & ~63;
  const isLast = part + 1 == parts;
  if (plan.optimizer == GRADIENT_DESCENT) {
    const rate = v128.splat<T>(learningRate);
    const end = isLast ? slot : to;
    for (let at = from; at < end; at += 16) descend<T>(parameters + at, v128.mul<T>(rate, v128.load(gradients + at)));
    return;
  }
  // The last vector may overwrite what follows a slot, which is restored: the next slot, whose first numbers this part
  // updates afterwards, or the state of the schedule.
  const hasTwoSlots = plan.optimizer >= ADAM;
  if (part == 0 && whole < slot) {
    const after = v128.load(state + slot);
    const afterBoth = v128.load(state + 2 * slot);
    applyStateful<T>(plan, index, learningRate, whole, whole + 16);
    if (whole > 0 || !hasTwoSlots) v128.store(state + slot, after);
    if (hasTwoSlots) v128.store(state + 2 * slot, afterBoth);
  }
  applyStateful<T>(plan, index, learningRate, from, isLast ? whole : to);
}

/** Weight decay and optimizers with state, `m` and for Adam also `v`, from byte `at` of each vector to byte `end`: whole vectors of 16 bytes. */
function applyStateful<T>(plan: Plan, index: usize, learningRate: T, at: usize, end: usize): void {
  const optimizer = plan.optimizer;
  const parameters = plan.parameters;
  const gradients = plan.gradients;
  decay<T>(plan, <T>(load<f64>(plan.learningRates + (index << 3)) * plan.weightDecay), at, end);
  const m = plan.optimizerState;
  const v = m + plan.parameterCount * sizeof<T>();
  const rate = v128.splat<T>(learningRate);
  const epsilon = v128.splat<T>(<T>plan.epsilon);
  const least = v128.splat<T>(<T>(sizeof<T>() == 8 ? 1e-290 : 1e-30));
  if (optimizer == MOMENTUM || optimizer == NESTEROV) {
    const momentum = v128.splat<T>(<T>plan.momentum);
    for (; at < end; at += 16) {
      const g = v128.load(gradients + at);
      const velocity = flushToZero<T>(v128.add<T>(v128.mul<T>(momentum, v128.load(m + at)), g), least);
      v128.store(m + at, velocity);
      const direction = optimizer == MOMENTUM ? velocity : v128.add<T>(g, v128.mul<T>(momentum, velocity));
      descend<T>(parameters + at, v128.mul<T>(rate, direction));
    }
  } else if (optimizer >= ADAM) {
    const beta1 = v128.splat<T>(<T>plan.beta1);
    const beta2 = v128.splat<T>(<T>plan.beta2);
    const rest1 = v128.splat<T>(<T>(1.0 - plan.beta1));
    const rest2 = v128.splat<T>(<T>(1.0 - plan.beta2));
    const corrected = v128.splat<T>(<T>(<f64>learningRate / load<f64>(plan.corrections1 + (index << 3))));
    const scale = v128.splat<T>(<T>(1.0 / sqrt<f64>(load<f64>(plan.corrections2 + (index << 3)))));
    for (; at < end; at += 16) {
      const g = v128.load(gradients + at);
      const mean = flushToZero<T>(v128.add<T>(v128.mul<T>(beta1, v128.load(m + at)), v128.mul<T>(rest1, g)), least);
      const square = flushToZero<T>(
        v128.add<T>(v128.mul<T>(beta2, v128.load(v + at)), v128.mul<T>(v128.mul<T>(rest2, g), g)),
        least,
      );
      v128.store(m + at, mean);
      v128.store(v + at, square);
      const size = v128.add<T>(v128.mul<T>(v128.sqrt<T>(square), scale), epsilon);
      descend<T>(parameters + at, v128.div<T>(v128.mul<T>(corrected, mean), size));
    }
  } else {
    const alpha = v128.splat<T>(<T>plan.alpha);
    const rest = v128.splat<T>(<T>(1.0 - plan.alpha));
    for (; at < end; at += 16) {
      const g = v128.load(gradients + at);
      const old = v128.load(m + at);
      const square =
        optimizer == ADAGRAD
          ? v128.add<T>(old, v128.mul<T>(g, g))
          : flushToZero<T>(v128.add<T>(v128.mul<T>(alpha, old), v128.mul<T>(v128.mul<T>(rest, g), g)), least);
      v128.store(m + at, square);
      descend<T>(parameters + at, v128.div<T>(v128.mul<T>(rate, g), v128.add<T>(v128.sqrt<T>(square), epsilon)));
    }
  }
}

/** θ −= change, for 16 bytes. */
// @inline
function descend<T>(parameter: usize, change: v128): void {
  v128.store(parameter, v128.sub<T>(v128.load(parameter), change));
}

/** Numbers below `least` become 0, as in core, since subnormals are slow; the limit is higher for 32 bits. */
// @inline
function flushToZero<T>(vector: v128, least: v128): v128 {
  return v128.andnot(vector, v128.lt<T>(v128.abs<T>(vector), least));
}
