/** The columns that `predict` adds to a table. */
import { toClassification, toClassSet, type Model } from "@epochal/core";

export interface PredictedColumns {
  readonly names: readonly string[];
  /** The cells for a row of the model's predictions. */
  readonly cellsOf: (predicted: readonly number[]) => readonly string[];
}

/**
 * `predicted_Y` for each target; for classes, `p_CLASS` for each class. With a coverage also `low_Y` and `high_Y`, for classes
 * `set_Y`: the classes of the set, the most probable first, separated by ` | `.
 *
 * @throws RangeError when the model has no held-out rows to derive the bounds from.
 */
export function predictedColumns(model: Model, coverage: number | undefined): PredictedColumns {
  const { targets, classes } = model.columns ?? { targets: [], classes: undefined };
  // Throws before the first row if there are no held-out rows.
  const setWidth = coverage === undefined ? undefined : model.intervalWidth(coverage);
  const hasBounds = coverage !== undefined;
  if (!classes) {
    return {
      names: targets.flatMap((name) => [`predicted_${name}`, ...(hasBounds ? [`low_${name}`, `high_${name}`] : [])]),
      cellsOf: (predicted) =>
        predicted.flatMap((value, j) => {
          if (!hasBounds) return [String(value)];
          const width = model.intervalWidth(coverage, j, value);
          return [value, value - width, value + width].map(String);
        }),
    };
  }
  const [target = ""] = targets;
  return {
    names: [`predicted_${target}`, ...(hasBounds ? [`set_${target}`] : []), ...classes.map((name) => `p_${name}`)],
    cellsOf(predicted) {
      const found = toClassification(classes, predicted);
      const set = setWidth === undefined ? [] : [toClassSet(found, setWidth).join(" | ")];
      return [found.class, ...set, ...classes.map((name) => String(found.probabilities[name]))];
    },
  };
}
