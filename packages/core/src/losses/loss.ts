import type { Settings } from "../choice.ts";

/** How wrong the predictions of a row are, as one number to make small. Row weights are applied outside. */
export interface Loss<OwnSettings extends Settings = Settings> {
  /** Every setting with its default. */
  readonly defaults: Readonly<OwnSettings>;
  /** Numbers the network gives for each number to predict. Default 1; 2 for one that gives a mean and a spread. */
  readonly outputsPerTarget?: number;
  /** What part of the reported loss is descended. Default 1; see `meanSquaredError` for the one reason to have it. */
  readonly descends?: number;
  /**
   * rowLosses[i] = the loss of row i.
   *
   * @param predicted `[rows, targets · outputsPerTarget]`, target `[rows, targets]`, both row-major.
   */
  forward(
    rowLosses: Float64Array,
    predicted: Float64Array,
    target: Float64Array,
    targets: number,
    settings: Readonly<OwnSettings>,
  ): void;
  /** d = the derivative of `descends` · the row's loss with respect to each of the row's predictions; as long as `predicted`. */
  backward(
    d: Float64Array,
    predicted: Float64Array,
    target: Float64Array,
    targets: number,
    settings: Readonly<OwnSettings>,
  ): void;
}
