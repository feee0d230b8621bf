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
 * The classes whose probability is at least 1 − `width`, and always the most probable one; in descending order of
 * probability. If `width` is `model.intervalWidth(coverage)`, the set contains the true class with this coverage: split-conformal
 * with the score 1 − p. Sadinle, Lei and Wasserman, Least Ambiguous Set-Valued Classifiers, JASA 114 (2019). They let a set be
 * empty, which says less than the most probable class: if this class is right more often than the coverage, so is the set.
 */
export function toClassSet({ class: first, probabilities }: Classification, width: number): string[] {
  const others = Object.keys(probabilities).filter((name) => name !== first && 1 - probabilities[name] <= width);
  return [first, ...others.sort((a, b) => probabilities[b] - probabilities[a])];
}
