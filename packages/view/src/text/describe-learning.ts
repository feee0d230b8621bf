/** What a run learns: from which rows, and from which columns. */
import type { StartedEvent } from "@epochal/stream/events";
import { cellWidth } from "../characters/cell-width.ts";

/** The longest name that a line about the data shows, in cells. */
const MAX_NAME = 24;

/** `y = 3x + 2 from 100 points`, or `mpg from 7 columns, 333 rows`; the longest form first. */
export function describeLearning({ data }: StartedEvent): string[] {
  const { rows, columns, scalers } = data;
  const count = rows.train + rows.validation;
  const formula = columns?.formula;
  if (typeof formula === "string" && formula !== "") return [`${formula} from ${count} points`, formula];
  const { inputs, targets } = axisNames(data);
  const width = columns?.inputs.length ?? scalers.inputs.scale.length;
  const from = width === 1 ? inputs[0]! : `${width} columns`;
  const classes = columns?.classes;
  const what = targets.length === 1 ? targets[0]! : `${targets.length} targets`;
  const kinds = classes ? ` (${classes.length} classes)` : "";
  return [`${what}${kinds} from ${from}, ${count} rows`, `${what} from ${from}`];
}

/** The names of the inputs and the targets, shortened; without columns `x` and `y`, with a number if there are several. */
export function axisNames({ columns, scalers }: StartedEvent["data"]): {
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
} {
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, i) => (count === 1 ? letter : `${letter}${i + 1}`));
  return {
    inputs: columns?.inputs.map(({ name }) => brief(name)) ?? numbered("x", scalers.inputs.scale.length),
    targets: columns?.targets.map(brief) ?? numbered("y", scalers.targets.scale.length),
  };
}

/** A name in at most 24 cells. */
export function brief(name: string): string {
  return cellWidth(name) <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`;
}
