/** The columns of numbers in a chunk of epochs; `validationLoss` is not always there. */
export const EPOCH_COLUMNS = ["loss", "validationLoss", "learningRate", "gradientNorm"] as const;

/** All that is a list there: `times` is not always there either, and nobody sums it up. */
export const EPOCH_VECTORS = [...EPOCH_COLUMNS, "times"] as const;

export type EpochVector = (typeof EPOCH_VECTORS)[number];
