/** The loss of a training, and how many outputs it needs. */
import { lookup, losses, outputTransformOf, showValue, type LossSpec } from "@epochal/core";

/**
 * By default the squared error; for classes the cross-entropy that fits their number.
 *
 * @param targets numbers per row: the outputs of the dataset.
 * @throws RangeError when the loss is unknown, is not for classes and the targets are, or the other way round.
 */
export function chooseLoss(
  targets: number,
  isClass: boolean,
  given?: LossSpec,
): { readonly loss: LossSpec; readonly outputs: number } {
  const ofClasses = targets > 1 ? "softmaxCrossEntropy" : "binaryCrossEntropy";
  const loss = given ?? (isClass ? ofClasses : "meanSquaredError");
  const name = typeof loss === "string" ? loss : loss.type;
  const { outputsPerTarget = 1 } = lookup(losses, name, "recipe", "loss") as { readonly outputsPerTarget?: number };
  const isForClasses = isLossOfClasses(loss);
  if (isClass && name !== ofClasses)
    throw new RangeError(
      `recipe: the loss ${showValue(name)} does not fit these classes: leave it out, or choose ${ofClasses}`,
    );
  if (!isClass && isForClasses)
    throw new RangeError(
      `recipe: the loss ${showValue(name)} is for classes, and the target is a number: choose another loss, or predict classes`,
    );
  return { loss, outputs: targets * outputsPerTarget };
}

/** @throws RangeError when the loss is unknown. */
export function isLossOfClasses(loss: LossSpec): boolean {
  lookup(losses, typeof loss === "string" ? loss : loss.type, "recipe", "loss");
  return ["sigmoid", "softmax"].includes(outputTransformOf(loss));
}
