/** Formats of files with a table. To add one: a file in this folder, a line here. */
import { csv } from "./csv.ts";
import { json } from "./json.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";
import type { TableFormat } from "./table-format.ts";

/** The formats by name. The first that matches is read; CSV matches all files. */
export const tableFormats = { parquet, ndjson, json, csv } satisfies Record<string, TableFormat>;
