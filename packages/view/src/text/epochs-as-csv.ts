/** The epochs of a run as CSV: a row for each, or a bucket in a long run. */
import type { RunState } from "../run-state/run-state.ts";
import type { Series } from "../run-state/series.ts";

/** With a header line. Above about a thousand epochs a row is a bucket, with the smallest, largest and last value. */
export function epochsAsCsv({ curves }: RunState): string {
  const columns = [
    ["loss", curves.loss],
    ["validation_loss", curves.validationLoss],
    ["learning_rate", curves.learningRate],
    ["gradient_norm", curves.gradientNorm],
  ] as const;
  const known = columns.filter(([, series]) => series.length > 0);
  const { length, width } = curves.loss;
  const names = known.flatMap(([name]) => (width === 1 ? [name] : [`${name}_min`, `${name}_max`, `${name}_last`]));
  const rows = Array.from({ length }, (_, i) => rowOf(known, i, width)).filter((row) => row !== undefined);
  return `${[["epoch", ...(width === 1 ? [] : ["to_epoch"]), ...names].join(","), ...rows].join("\n")}\n`;
}

function rowOf(known: readonly (readonly [string, Series])[], i: number, width: number): string | undefined {
  const first = known[0]?.[1].bucket(i);
  if (!first) return undefined;
  const values = known.flatMap(([, series]): (number | string)[] => {
    const bucket = series.bucket(i);
    if (!bucket) return width === 1 ? [""] : ["", "", ""];
    return width === 1 ? [bucket.last] : [bucket.min, bucket.max, bucket.last];
  });
  return [first.from, ...(width === 1 ? [] : [first.to - 1]), ...values].join(",");
}
