/** A run in a few words: its name, its network, how it is trained and how that ended. */
import type { NetworkSpec, OptimizerSpec, TrainingSpec } from "@epochal/core";
import type { FinishedEvent } from "@epochal/stream/events";
import type { RunState } from "../run-state/run-state.ts";

/** `5 × 9-32-1 tanh + line`: members, the widths from the inputs to the output, the activations between them, a shortcut. */
export function describeNetwork({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): string {
  const widths = [inputs, ...layers.map(({ units }) => units)];
  const names = new Set(layers.map(({ activation }) => activation).filter((name) => name !== "identity"));
  const many = members > 1 ? `${members} ×` : "";
  const parts = [many, widths.join("-"), [...names].join("+"), shortcut ? "+ line" : ""];
  return parts.filter((part) => part !== "").join(" ");
}

export function countParameters({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): number {
  let below = inputs;
  let count = 0;
  for (const { units } of layers) {
    count += (below + 1) * units;
    below = units;
  }
  // A shortcut is a layer of its own from the inputs to the output.
  if (shortcut) count += (inputs + 1) * below;
  return members * count;
}

const OPTIMIZERS = new Map([["gradientDescent", "gradient descent"]]);

export function describeOptimizer({ type }: OptimizerSpec): string {
  return OPTIMIZERS.get(type) ?? type;
}

const LOSSES = new Map([
  ["meanSquaredError", "mse"],
  ["meanAbsoluteError", "mae"],
  ["binaryCrossEntropy", "cross-entropy"],
  ["softmaxCrossEntropy", "cross-entropy"],
]);

export function describeLoss({ loss }: TrainingSpec): string {
  const name = typeof loss === "string" ? loss : loss.type;
  return LOSSES.get(name) ?? name;
}

const ENDS = new Map<string, string>([
  ["completed", "finished:"],
  ["early", "stopped early after"],
  ["stopped", "stopped after"],
  ["diverged", "diverged after"],
  ["discarded", "discarded after"],
] satisfies [FinishedEvent["reason"], string][]);

/** `stopped early after 400 epochs`. A server of a later version may have another reason: `ended (paused) after 400 epochs`. */
export function describeEnd({ reason, epoch }: Pick<FinishedEvent, "reason" | "epoch">): string {
  return `${ENDS.get(reason) ?? `ended (${reason}) after`} ${epoch === 1 ? "1 epoch" : `${epoch} epochs`}`;
}

/** The name of a run: a dash before the first event; a branch also has the epoch at which it began: `notebook @10`. */
export function runName(state: RunState): string {
  const { started } = state;
  if (!started) return "–";
  return isBranch(state) ? `${started.name} @${started.from?.epoch}` : started.name;
}

/** Which network an ended run keeps, if it is not the last: a network that starts as the straight line may stay that line. */
export function describeKept({ finished, started, epoch }: RunState): string | undefined {
  if (!finished || finished.modelEpoch === epoch || finished.reason === "discarded") return undefined;
  if (finished.modelEpoch > 0) return `the network of epoch ${finished.modelEpoch} is kept`;
  return started?.spec.network.shortcut
    ? "the straight line is the model: the network found nothing beyond it"
    : "the untrained network is kept";
}

/** The letter by which a run is known beside others: `A` for the first. */
export function runLetter(run: number): string {
  return run < 26 ? String.fromCharCode("A".charCodeAt(0) + run) : String(run + 1);
}

export function isBranch({ started }: RunState): boolean {
  return started?.from?.run !== undefined;
}
