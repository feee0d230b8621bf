/** NDJSON, also called JSON Lines: an object per line. */
import { parseJson } from "@epochal/core";
import type { Note } from "../note.ts";
import { decodeText } from "./decode-text.ts";
import { rowsOfJson } from "./json-rows.ts";
import { createRecordTable } from "./record-table.ts";
import type { TableFormat } from "./table-format.ts";

/** A longer line is no row of a table. */
const MAX_LINE_LENGTH = 2 ** 24;
/** A longer object on several lines takes too much memory: it is parsed at once. */
const MAX_OBJECT_LENGTH = 2 ** 26;

/** NDJSON: an object a line, each a row. A single object, on any number of lines, may hold all rows. */
export const ndjson: TableFormat = {
  extensions: [".ndjson", ".jsonl"],
  matches: (start) => /^\uFEFF?\s*\{\s*["}]/.test(new TextDecoder().decode(start)),
  async read(bytes, where, limits) {
    const notes: Note[] = [];
    const table = createRecordTable(where, "line", limits);
    let line = 0;
    let first: { readonly value: unknown; readonly line: number } | undefined;
    /** The lines of an object that its first line does not complete. */
    let object: string[] | undefined;
    let length = 0;
    for await (const text of linesOf(decodeText(bytes, where, notes), where)) {
      line += 1;
      if (object) {
        object.push(text);
        length += text.length + 1;
        if (length > MAX_OBJECT_LENGTH)
          throw new RangeError(
            `${where}: expected an object of at most ${MAX_OBJECT_LENGTH} characters, got more: write one object a line`,
          );
        continue;
      }
      if (text.trim() === "") continue;
      if (line === 1 && !isJson(text)) {
        object = [text];
        continue;
      }
      const value = parseJson(text, `${where}: line ${line}`);
      if (line === 1) first = { value, line };
      else {
        if (first) table.add(first.value, first.line);
        first = undefined;
        table.add(value, line);
      }
    }
    if (object) first = { value: parseObject(object, where), line: 1 };
    if (first) (rowsOfJson(first.value) ?? [first.value]).forEach((row, i) => table.add(row, i + 1));
    return table.finish(notes);
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError when the lines together are no JSON either: the message is that of the first. */
function parseObject(lines: readonly string[], where: string): unknown {
  const text = lines.join("\n");
  return parseJson(isJson(text) ? text : lines[0], `${where}: line 1`);
}

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
