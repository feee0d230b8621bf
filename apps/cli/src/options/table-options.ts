/** Options on how a table is read. */
import { Option } from "commander";
import { InputError } from "../errors.ts";

/** The description of an argument for a table. */
export const TABLE_FILE =
  "a table: CSV whose first line names the columns, JSON, NDJSON or Parquet, also as .gz or .zst; - reads standard input";

/** Words for delimiters that are hard to type. */
const DELIMITERS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  space: " ",
  comma: ",",
  semicolon: ";",
  pipe: "|",
};

export function delimiterOption(): Option {
  const option = new Option(
    "--delimiter <text>",
    "text between two cells, such as ; or tab or space (default: detected)",
  );
  return option.argParser((text: string) => DELIMITERS[text] ?? text);
}

/**
 * The names in a list with commas between. A name may be in quotes, and one that has commas itself is found if the table has it:
 * the longest run of parts that is the name of a column counts.
 * @throws InputError when a name is missing beside a comma.
 */
export function splitNames(list: string, columns: readonly string[]): string[] {
  const known = new Set(columns);
  if (!known.has(list) && /^\s*,|,\s*,|,\s*$/.test(list.replace(/"[^"]*"/g, "name")))
    throw new InputError(`${list}: a name is missing beside a comma: name a column there, or leave the comma out`);
  const parts = list.match(/(?:"[^"]*"|[^",])+|,(?=,|$)/g) ?? [];
  const unquote = (name: string) => (/^"[^"]*"$/.test(name) ? name.slice(1, -1) : name);
  const names: string[] = [];
  for (let i = 0; i < parts.length;) {
    let end = parts.length;
    while (end > i + 1 && !known.has(parts.slice(i, end).join(",").trim())) end -= 1;
    names.push(unquote(parts.slice(i, end).join(",").trim()));
    i = end;
  }
  return names;
}

/** The name of one target, or the names of several. */
export function splitTargets(list: string, columns: readonly string[]): string | readonly string[] {
  const names = splitNames(list, columns);
  return names.length > 1 ? names : (names[0] ?? list);
}
