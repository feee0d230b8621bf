/** Makes the training of a table in a worker: a large table takes a while, and the server must stay responsive. */
import { recipe, type RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { basename } from "node:path";
import type { ThreadData } from "@epochal/stream/thread";
import { workerData } from "node:worker_threads";
import { MAX_TABLE_BYTES, MAX_TABLE_CELLS, MAX_TABLE_COLUMNS } from "./find-table.ts";
import { InputError } from "../errors.ts";
import { withFileName } from "../files/read-files.ts";
import { readTable } from "../files/read-table.ts";
import { splitTargets } from "../options/table-options.ts";

export interface TableTask {
  readonly path: string;
  /** The table's name in messages. */
  readonly name: string;
  readonly options: RecipeOptions;
}

/** A training, or what is wrong with the table. */
export type TableResult = { readonly training: ResolvedTraining } | { readonly problem: string };

const { path, name, options, port } = workerData as ThreadData<TableTask>;

async function makeTraining(): Promise<TableResult> {
  try {
    const table = await readTable(path, {
      maxBytes: MAX_TABLE_BYTES,
      maxCells: MAX_TABLE_CELLS,
      maxColumns: MAX_TABLE_COLUMNS,
    });
    const target = splitTargets(String(options.target), table.columns);
    const { spec, data } = withFileName(name, () => recipe(table, { ...options, target, maxNumbers: MAX_TABLE_CELLS }));
    return { training: { name: basename(name), spec, data } };
  } catch (error) {
    // A client must not see the folder.
    if (error instanceof InputError) return { problem: error.message.replace(path, name) };
    throw error;
  }
}

port.postMessage(await makeTraining());
port.close();
