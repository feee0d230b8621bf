/** What predicted probabilities say about the class of a row. */
/** The class of a row. */
export interface Classification {
  /** The most probable class. */
  readonly class: string;
  /** The probability of each class, by name; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** @param predicted a row of a model's predictions: the probability of the second of two classes, or those of all. */
export function toClassification(classes: readonly string[], predicted: readonly number[]): Classification {
  const all = predicted.length > 1 ? predicted : [1 - predicted[0], predicted[0]];
  return {
    class: classes[all.indexOf(Math.max(...all))],
    probabilities: Object.fromEntries(classes.map((name, k) => [name, all[k]])),
  };
}

/**
 * The classes whose probability is at least 1 − `width`, in descending order of probability. If `width` is
 * `model.intervalWidth(coverage)`, the set contains the true class in this share of the rows, neither less nor more: split-conformal
 * with the score 1 − p. Sadinle, Lei and Wasserman, Least Ambiguous Set-Valued Classifiers, JASA 114 (2019). If a model
 * is right more often than that, some sets are empty: those of the rows that it is least sure of.
 */
export function toClassSet({ probabilities }: Classification, width: number): string[] {
  const names = Object.keys(probabilities).filter((name) => 1 - probabilities[name] <= width);
  return names.sort((a, b) => probabilities[b] - probabilities[a]);
}
