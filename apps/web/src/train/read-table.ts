/** A file of the person becomes a table, and a table the recipe's training, as with `epochal train`. Loaded with the first file. */
import { describeNote, readTable, recipe } from "@epochal/data";
import type { Training } from "./training.ts";

export interface OpenTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** @throws RangeError if the column cannot be predicted. */
  readonly train: (target: string, seed: number) => TableTraining;
}

export interface TableTraining extends Training {
  /** What is not used of the table, and why. */
  readonly notes: readonly string[];
}

/** Rejects with what is wrong with the file. */
export async function openTable(file: File): Promise<OpenTable> {
  const table = await readTable(bytesOf(file));
  return {
    name: file.name,
    columns: table.columns,
    train(target, seed) {
      const { spec, data, notes } = recipe(table, { target, seed });
      return { name: file.name, spec, data, notes: notes.map(describeNote) };
    },
  };
}

/** Not every browser can iterate a stream. */
async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
