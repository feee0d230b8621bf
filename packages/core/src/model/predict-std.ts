/** The uncertainty of networks that predict a variance: that of all members combined. */
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { predictMember, type Network } from "../network/network.ts";

/**
 * The standard deviation of each target, `[rows, targets]`, in scaled units. An ensemble is a mixture with equal weights: its
 * variance is the mean of the members' variances plus the variance of their means, σ² = Σ (σₘ² + (μₘ − μ)²) / M.
 * Lakshminarayanan, Pritzel and Blundell, NIPS 2017, §2.4.
 *
 * @param x `[rows, inputs]`, scaled.
 * @throws RangeError when the outputs do not include a variance.
 */
export function predictStd(
  network: Network,
  x: Float64Array,
  linkName: OutputTransformName,
  targets: number,
): Float64Array {
  const transform: OutputTransform = outputTransforms[linkName];
  if (!transform.variance) throw new RangeError("std: expected a model trained with gaussianNll");
  const { members } = network;
  const outputs = members.map((member) => predictMember(network, member, x));
  const means = outputs.map((output) => transform.apply(output, targets));
  const variances = outputs.map((output) => transform.variance!(output, targets));
  return means[0].map((_, k) => {
    const mean = means.reduce((sum, values) => sum + values[k], 0) / members.length;
    const variance = means.reduce(
      (sum, values, m) => sum + variances[m][k] + (values[k] - mean) * (values[k] - mean),
      0,
    );
    return Math.sqrt(variance / members.length);
  });
}
