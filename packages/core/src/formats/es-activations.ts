/** The activations as source text for a standalone module: the same formulas, one number at a time. */
import type { ActivationName } from "../activations/index.ts";

/** Each text defines a function with the name of its entry. */
export const esActivations = {
  identity: "const identity = (z) => z;",
  relu: "const relu = (z) => (z > 0 ? z : 0);",
  leakyRelu: "const leakyRelu = (z) => (z > 0 ? z : 0.01 * z);",
  elu: "const elu = (z) => (z > 0 ? z : Math.expm1(z));",
  selu: `const selu = (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z));`,
  gelu: `/** z times the standard normal distribution function, by Marsaglia's series. */
function gelu(z) {
  if (!(Math.abs(z) < 8.3)) return z > 0 ? z : z * 0;
  let sum = 0;
  for (let term = z, odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return z * (0.5 + (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * sum);
}`,
  silu: "const silu = (z) => z / (1 + Math.exp(-z));",
  softplus: "const softplus = (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));",
  sigmoid: `/** From e to the power −|z|, which cannot overflow. */
function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}`,
  hardSigmoid: "const hardSigmoid = (z) => Math.max(0, Math.min(1, z / 6 + 0.5));",
  tanh: "const tanh = (z) => Math.tanh(z);",
  step: "const step = (z) => (z >= 0 ? 1 : 0);",
} satisfies Record<ActivationName, string>;
