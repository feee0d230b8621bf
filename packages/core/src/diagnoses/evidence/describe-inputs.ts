/** The input columns as a finding names them, and the position of their numbers in a row. */
import { columnSpans } from "../../data/columns.ts";
import type { TrainingData } from "../../data/dataset.ts";

export interface InputDescription {
  /** `"weight"` in quotation marks; without column names `input 3`, or `the input` if it is the only one. */
  readonly name: string;
  /** Index of its first number in a row, from 0, and the count of its numbers. */
  readonly first: number;
  readonly width: number;
  /** For a category: the value that its number `index`, from 0, stands for. */
  readonly valueAt?: (index: number) => string;
}

export function describeInputs({ train, columns }: TrainingData): InputDescription[] {
  if (!columns) {
    const nameOf = (i: number) => (train.inputs === 1 ? "the input" : `input ${i + 1}`);
    return Array.from({ length: train.inputs }, (_, i) => ({ name: nameOf(i), first: i, width: 1 }));
  }
  return columnSpans(columns.inputs).map(({ name, first, width }, i) => {
    const column = columns.inputs[i];
    return {
      name: `"${name}"`,
      first,
      width,
      ...(column.kind === "category" &&
        !column.means && { valueAt: (index: number) => `"${column.values[index] ?? "another value"}"` }),
    };
  });
}
