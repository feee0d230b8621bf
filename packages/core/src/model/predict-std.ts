/** How sure networks are that say so themselves: what each means by its outputs, put together. */
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { predictMember, type Network } from "../network/network.ts";

/**
 * The standard deviation around each target, `[rows, targets]`, scaled. The members of an ensemble make a mixture of equal
 * parts, whose variance is the mean of their variances and the variance of their means: σ² = Σ (σₘ² + (μₘ − μ)²) / M.
 * Lakshminarayanan, Pritzel and Blundell, NIPS 2017, §2.4.
 *
 * @param x `[rows, inputs]`, scaled.
 * @throws RangeError when outputs do not say it by this link.
 */
export function predictStd(
  network: Network,
  x: Float64Array,
  linkName: OutputTransformName,
  targets: number,
): Float64Array {
  const link: OutputTransform = outputTransforms[linkName];
  if (!link.variance) {
    throw new RangeError(`std: expected a model that was trained with gaussianNll, got one with link "${linkName}"`);
  }
  const { members } = network;
  const outputs = members.map((member) => predictMember(network, member, x));
  const means = outputs.map((of) => link.apply(of, targets));
  const variances = outputs.map((of) => link.variance!(of, targets));
  return means[0].map((_, k) => {
    const mean = means.reduce((sum, of) => sum + of[k], 0) / members.length;
    const variance = members.reduce(
      (sum, __, m) => sum + variances[m][k] + (means[m][k] - mean) * (means[m][k] - mean),
      0,
    );
    return Math.sqrt(variance / members.length);
  });
}
