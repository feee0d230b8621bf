/** NDJSON, also called JSON Lines: an object per line. */
import { parseJson } from "@epochal/core";
import type { Note } from "../note.ts";
import { decodeText } from "./decode-text.ts";
import { createRecordTable } from "./record-table.ts";
import type { TableFormat } from "./table-format.ts";

/** A longer line is no row of a table. */
const MAX_LINE_LENGTH = 2 ** 24;

/** NDJSON: an object a line, each a row. */
export const ndjson: TableFormat = {
  extensions: [".ndjson", ".jsonl"],
  matches: (start) => /^\uFEFF?\s*\{\s*["}]/.test(new TextDecoder().decode(start)),
  async read(bytes, where, { maxCells }) {
    const notes: Note[] = [];
    const table = createRecordTable(where, "line", maxCells);
    let line = 0;
    for await (const text of linesOf(decodeText(bytes, where, notes), where)) {
      line += 1;
      if (text.trim() !== "") table.add(parseJson(text, `${where}: line ${line}`), line);
    }
    return table.finish(notes);
  },
};

async function* linesOf(pieces: AsyncIterable<string>, where: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    if (rest.length > MAX_LINE_LENGTH)
      throw new RangeError(`${where}: expected lines of at most ${MAX_LINE_LENGTH} characters, got more`);
    yield* lines;
  }
  yield rest;
}
