/** `epochal predict MODEL FILE.csv`: the table again, with a column of predictions. */
import { predictTable } from "@epochal/data";
import type { Command } from "commander";
import { readModel, readTable } from "../files.ts";
import type { Context } from "../program.ts";
import { writeLine } from "../terminal.ts";
import { tellNotes } from "../output/notes.ts";

export function addPredict(program: Command, { terminal }: Context): void {
  program
    .command("predict")
    .description("Predict with a saved model: prints the table as CSV with a column predicted_… at its end.")
    .argument("<model>", "a model that --save wrote")
    .argument("<file>", "a CSV file with the columns the model learned from")
    .action(async (modelFile: string, file: string) => {
      const model = await readModel(modelFile);
      const table = await readTable(file);
      const { rows, notes } = predictTable(model, table);
      tellNotes(notes, terminal);
      const targets = model.columns?.targets ?? [];
      writeLine(terminal, csvLine([...table.columns, ...targets.map((name) => `predicted_${name}`)]));
      table.rows.forEach((cells, i) =>
        writeLine(terminal, csvLine([...cells, ...targets.map((_, j) => String(rows[i]?.[j] ?? ""))])),
      );
    });
}

/** A line of CSV: cells with a comma, a quote or a line break are quoted. RFC 4180. */
function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
}
