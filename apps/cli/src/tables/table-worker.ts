/** Makes a training of a table in a thread of its own: a large one takes a while, and meanwhile people are answered. */
import { parseCsv, recipe, type RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { workerData, type MessagePort } from "node:worker_threads";
import { InputError } from "../exit-codes.ts";
import { withFileName } from "../files/files.ts";
import { encodingProblem } from "../files/encoding-problem.ts";

export interface TableTask {
  /** Where it is, and how messages call it. */
  readonly path: string;
  readonly name: string;
  readonly options: RecipeOptions;
  readonly port: MessagePort;
}

/** A training, or what is wrong with the table. */
export type TableResult = { readonly training: ResolvedTraining } | { readonly complaint: string };

const { path, name, options, port } = workerData as TableTask;

function makeTraining(): TableResult {
  try {
    const bytes = readFileSync(path);
    const other = encodingProblem(bytes);
    if (other !== undefined) return { complaint: `${name}: expected text in UTF-8, got ${other}` };
    const { spec, data } = withFileName(name, () => recipe(parseCsv(bytes.toString("utf8")), options));
    return { training: { name: basename(name), spec, data } };
  } catch (error) {
    if (error instanceof InputError) return { complaint: error.message };
    throw error;
  }
}

port.postMessage(makeTraining());
port.close();
