import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";
import type { OutputTransformName } from "../output-transforms/index.ts";

/** How wrong the predictions of a row are, as one number to make small. Row weights are applied outside. */
export interface Loss<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Numbers the network gives for each number to predict. Default 1; 2 for one that gives a mean and a spread. */
  readonly outputsPerTarget?: number;
  /** What the network's numbers say of the targets. Default `identity`: they are the targets. */
  readonly link?: OutputTransformName;
  /**
   * What a row of targets must be, in words and as a test, where not any numbers will do. Such targets are not scaled.
   * Default: any numbers.
   */
  readonly targets?: { readonly words: string; has(row: Float64Array): boolean };
  /** What part of the reported loss is descended. Default 1; see `meanSquaredError` for the one reason to have it. */
  readonly gradientScale?: number;
  /**
   * rowLosses[i] = the loss of row i.
   *
   * @param predicted `[rows, targets · outputsPerTarget]`, target `[rows, targets]`, both row-major.
   */
  forward(rowLosses: Vector, predicted: Vector, target: Vector, targets: number, settings: Readonly<OwnSettings>): void;
  /** d = the derivative of `gradientScale` · the row's loss with respect to each of the row's predictions; as long as `predicted`. */
  backward(d: Vector, predicted: Vector, target: Vector, targets: number, settings: Readonly<OwnSettings>): void;
}
