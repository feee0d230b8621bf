import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";
import type { OutputTransformName } from "../output-transforms/index.ts";

/** The error of a row of predictions as one number to minimize. Row weights are applied by the caller. */
export interface Loss<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Network outputs per target. Default 1; 2 for a loss whose network predicts a mean and a variance. */
  readonly outputsPerTarget?: number;
  /** Name of the output transform that turns network outputs into predictions. Default `identity`. */
  readonly link?: OutputTransformName;
  /** Restriction on each row of targets, in words and as a test; such targets are not scaled. Default: any numbers. */
  readonly targets?: { readonly words: string; has(row: Float64Array): boolean };
  /** The gradient is that of `gradientScale` · the reported loss. Default 1; see `meanSquaredError` for its only use. */
  readonly gradientScale?: number;
  /**
   * rowLosses[i] = the loss of row i.
   *
   * @param predicted network outputs, `[rows, targets · outputsPerTarget]` row-major.
   * @param target `[rows, targets]` row-major.
   */
  forward(rowLosses: Vector, predicted: Vector, target: Vector, targets: number, settings: Readonly<OwnSettings>): void;
  /** d = the derivative of `gradientScale` · the loss of each row with respect to its outputs; d is as long as `predicted`. */
  backward(d: Vector, predicted: Vector, target: Vector, targets: number, settings: Readonly<OwnSettings>): void;
}
