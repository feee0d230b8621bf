/** The columns of a table as a remark names them, and where their numbers stand in a row. */
import { columnSpans } from "../../data/columns.ts";
import type { TrainingData } from "../../data/dataset.ts";

export interface InputDescription {
  /** `"weight"` in quotation marks; where there are no names, `input 3`, or `the input` where it is the only one. */
  readonly name: string;
  /** Place of its first number in a row, from 0, and how many it takes. */
  readonly first: number;
  readonly width: number;
  /** Of a category: what its number `index`, from 0, stands for. */
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
      ...(column.kind === "category" && { valueAt: (index: number) => `"${column.values[index]}"` }),
    };
  });
}
