/** Makes the training of a table in a worker: a large table takes a while, and the server must stay responsive. */
import { parseCsv, recipe, type RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { ThreadData } from "@epochal/stream/thread";
import { workerData } from "node:worker_threads";
import { InputError } from "../errors.ts";
import { encodingProblem } from "../files/encoding-problem.ts";
import { withFileName } from "../files/read-files.ts";

export interface TableTask {
  readonly path: string;
  /** The table's name in messages. */
  readonly name: string;
  readonly options: RecipeOptions;
}

/** A training, or what is wrong with the table. */
export type TableResult = { readonly training: ResolvedTraining } | { readonly problem: string };

const { path, name, options, port } = workerData as ThreadData<TableTask>;

function makeTraining(): TableResult {
  try {
    const bytes = readFileSync(path);
    const problem = encodingProblem(bytes);
    if (problem !== undefined) return { problem: `${name}: ${problem}` };
    const { spec, data } = withFileName(name, () => recipe(parseCsv(bytes.toString("utf8")), options));
    return { training: { name: basename(name), spec, data } };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

port.postMessage(makeTraining());
port.close();
