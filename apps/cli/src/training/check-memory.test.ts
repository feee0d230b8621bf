import { exampleTraining } from "@epochal/data";
import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { checkMemory } from "./check-memory.ts";

const GB = 1e9;
const notebook = exampleTraining("notebook");
const wide = exampleTraining("notebook", { hidden: [10_000, 10_000] });

/** The notes, or the error, of trainings on a machine with this memory. */
function outcomeOf(trainings: Parameters<typeof checkMemory>[0], atOnce: number, memoryBytes: number): string {
  let text = "";
  const terminal = { stderr: { write: (note: string) => (text += note) } } as unknown as Terminal;
  try {
    checkMemory(trainings, atOnce, terminal, memoryBytes);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return text;
}

test("a training that takes much of the memory is announced, and one that does not fit is refused", () => {
  expect(outcomeOf([wide], 1, 128 * GB)).toBe("");
  expect(outcomeOf([notebook, wide], 1, 32 * GB)).toBe(
    "epochal: the training takes about 20.1 GB of memory, and an epoch 31 billion multiplications\n",
  );
  expect(outcomeOf([notebook, wide], 1, 16 * GB)).toBe(
    "the training takes about 20.1 GB of memory, more than the 16 GB of this machine: use fewer units (--hidden), networks (--ensemble) or rows per update (--batch-size)",
  );
  expect(outcomeOf([wide], 6, 64 * GB)).toMatch(
    /^6 trainings at once take about 120 GB .* \(--batch-size\), or fewer at once \(--jobs, --seeds\)$/,
  );
});

test("a training with many multiplications is announced, whatever its memory", () => {
  const { train } = notebook.data;
  const data = { train: { ...train, rows: 1e6 } };
  // 600 + 90,300 + 301 weights and biases, 3 multiplications of each for each row.
  const { spec } = exampleTraining("notebook", { hidden: [300, 300] });
  expect(outcomeOf([{ spec: { ...spec, batchSize: 100 }, data }], 1, 1e15)).toMatch(
    /, and an epoch 274 billion multiplications\n$/,
  );
});

test("an invalid training is left to the run", () => {
  expect(outcomeOf([{ ...notebook, spec: { ...notebook.spec, epochs: -1 } }], 1, 1)).toBe("");
});
