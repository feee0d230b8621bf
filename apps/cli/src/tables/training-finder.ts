/** Resolves the trainings that clients of `epochal serve` start by name: examples, and the tables of a folder. */
import { exampleNames, type RecipeOptions } from "@epochal/data";
import { createRefusal, type FindTraining, type NamedTrainingRequest } from "@epochal/server";
import type { RunFlags } from "../options/shared-options.ts";
import { notebookTraining } from "../training/training.ts";
import { findTable } from "./find-table.ts";
import { trainTable } from "./train-table.ts";

/** @param folder the folder of tables; undefined for none. */
export function createTrainingFinder(folder: string | undefined): FindTraining {
  return (request, signal) => Promise.resolve(request.type === "builtIn" ? builtIn(request) : table(request, signal));

  async function table(
    request: NamedTrainingRequest & { readonly type: "table" },
    signal: AbortSignal,
  ): ReturnType<FindTraining> {
    if (folder === undefined) {
      return createRefusal(
        "unknownData",
        "this server has no folder of tables: start it with --data-dir, or send the rows",
      );
    }
    const path = await findTable(folder, request.table);
    if (typeof path !== "string") return path;
    const { type: _, table: name, missing = "impute", activation, ...options } = request;
    // The cast ignores explicit `undefined`, which JSON does not have; `recipe` rejects an unknown activation.
    const chosen = { ...options, missing, ...(activation && { activation }) } as RecipeOptions;
    return trainTable({ path, name, options: chosen }, signal);
  }
}

function builtIn({
  name,
  ...flags
}: NamedTrainingRequest & { readonly type: "builtIn" }): Awaited<ReturnType<FindTraining>> {
  const data = exampleNames.find((known) => known === name);
  if (data) return notebookTraining({ ...(flags as RunFlags), data });
  const names = exampleNames.map((known) => `"${known}"`).join(", ");
  return createRefusal("unknownData", `there is no built-in training "${name}": start one of ${names}`);
}
