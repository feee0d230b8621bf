/** `epochal predict MODEL FILE.csv`: the table with a column of predictions for each target. */
import type { Model } from "@epochal/core";
import { createCsvWriter, predictTable } from "@epochal/data";
import { InvalidArgumentError, type Command } from "commander";
import { readModel, withFileName } from "../../files/read-files.ts";
import { readTable } from "../../files/read-table.ts";
import { defined } from "../../options/defined.ts";
import { delimiterOption, TABLE_FILE } from "../../options/table-options.ts";
import { logNotes } from "../../output/notes.ts";
import { createOutputGate } from "../../output/output-gate.ts";
import { predictedColumns } from "../../output/predicted-columns.ts";
import { logNote, writeData, type Context, type Terminal } from "../../terminal.ts";

/** Bytes: a write of its own for each row takes longer than the row. */
const WRITTEN_TOGETHER = 2 ** 16;

interface Flags {
  readonly interval?: number;
  readonly escapeFormulas?: true;
  readonly delimiter?: string;
}

export function addPredict(program: Command, { terminal }: Context): void {
  program
    .command("predict")
    .description(
      "Predict with a saved model. Prints the table as CSV, with a column predicted_… for each target, and for classes a column p_… with the probability of each.",
    )
    .argument("<model>", "a model written with --save")
    .argument("<file>", `${TABLE_FILE}, with the columns that the model uses`)
    .option(
      "--interval <percent>",
      "also print bounds that hold this percentage of the true values, such as 90; for classes, the set that does",
      parsePercent,
    )
    .addOption(delimiterOption())
    .option("--escape-formulas", "put ' before cells that a spreadsheet would run: those with = + - @ in front")
    .action(async (modelFile: string, file: string, { interval, escapeFormulas, delimiter }: Flags) => {
      const { createSimdKernels } = await import("@epochal/simd");
      const model = await readModel(modelFile, createSimdKernels());
      const table = await readTable(file, defined({ delimiter }));
      const { rows, notes } = withFileName(file, () => predictTable(model, table));
      logNotes(notes, terminal);
      if (interval !== undefined) warnIfUnbounded(model, interval, terminal);
      const { names, cellsOf } = withFileName(modelFile, () =>
        predictedColumns(model, interval === undefined ? undefined : interval / 100),
      );
      // Predictions that are in the file already are replaced.
      const kept = table.columns.flatMap((name, j) => (names.includes(name) ? [] : [j]));
      const isReady = createOutputGate(terminal);
      const writer = createCsvWriter(defined({ escapesFormulas: escapeFormulas }));
      for (const name of [...kept.map((j) => table.columns[j]!), ...names]) writer.write(name);
      writer.endRow();
      const empty = names.map(() => "");
      for (const [i, predicted] of rows.entries()) {
        for (const j of kept) writer.writeText(table.cells[j]!, i);
        for (const cell of predicted ? cellsOf(predicted) : empty) writer.write(cell);
        writer.endRow();
        if (writer.length < WRITTEN_TOGETHER) continue;
        writeData(terminal, writer.take());
        await isReady();
      }
      writeData(terminal, writer.take());
    });
}

/** Says why bounds are infinite: they are the n-th smallest error of n held-out rows, or more than the largest. */
function warnIfUnbounded(model: Model, percent: number, terminal: Terminal): void {
  const { targets = [] } = model.columns ?? {};
  const unbounded = targets.filter((_, j) => model.intervalWidth(percent / 100, j) === Infinity);
  if (unbounded.length === 0) return;
  const rows = Math.ceil(percent / (100 - percent) - 1e-9);
  logNote(
    terminal,
    `the training had too few held-out rows for bounds of ${percent} % (it takes ${rows}): those of ${unbounded.join(", ")} are infinite`,
  );
}

function parsePercent(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 100)) throw new InvalidArgumentError("Give a number between 0 and 100.");
  return value;
}
