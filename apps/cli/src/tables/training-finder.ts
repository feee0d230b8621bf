/** What clients start by a name on `epochal serve`: the notebook, and the tables of a folder. */
import { createRefusal, type FindTraining, type NamedTrainingRequest } from "@epochal/server";
import type { RunFlags } from "../options/options.ts";
import { notebookTraining, recipeOptions, type TableFlags } from "../training/training.ts";
import { findTable } from "./find-table.ts";
import { trainTable } from "./train-table.ts";

/** @param folder whose tables may be named; none where it is undefined. */
export function createTrainingFinder(folder: string | undefined): FindTraining {
  return (wish) => Promise.resolve(wish.type === "builtIn" ? builtIn(wish) : table(wish));

  async function table(wish: NamedTrainingRequest & { readonly type: "table" }): ReturnType<FindTraining> {
    if (folder === undefined) {
      const todo = "start it with --data-dir, or send the rows";
      return createRefusal("unknownData", `expected a server with a folder of tables, got one without: ${todo}`);
    }
    const path = await findTable(folder, wish.table);
    if (typeof path !== "string") return path;
    const { type: _, table: name, missing = "drop", activation, ...options } = wish;
    // What JSON does not say is not there; a name that is no activation's is refused where it is looked up.
    const flags = { ...options, missing, ...(activation && { activation }) } as TableFlags;
    const training = await trainTable(path, name, recipeOptions(flags));
    return typeof training === "string" ? createRefusal("badTraining", training) : training;
  }
}

function builtIn({
  name,
  ...flags
}: NamedTrainingRequest & { readonly type: "builtIn" }): Awaited<ReturnType<FindTraining>> {
  if (name === "notebook") return notebookTraining(flags as RunFlags);
  return createRefusal("unknownData", `expected "notebook", got "${name}"`);
}
