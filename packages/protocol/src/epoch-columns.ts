/** The columns of numbers in a chunk of epochs; `validationLoss` is not always there. */
export const EPOCH_COLUMNS = ["loss", "validationLoss", "learningRate", "gradientNorm"] as const;

export type EpochColumn = (typeof EPOCH_COLUMNS)[number];
