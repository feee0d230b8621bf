import type { RemoteRun } from "@epochal/client";
import { parseModel, type ModelJson } from "@epochal/core";
import { errorMessage, InputError, userMessage } from "../errors.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { writeModel } from "../files/write-files.ts";
import { refusalToInputError } from "./refusal-to-input-error.ts";

/** A model as JSON, and where in its run it comes from. */
export interface FoundModel {
  readonly model: ModelJson;
  readonly run: string;
  readonly epoch: number;
  readonly isFinal: boolean;
}

/**
 * Gets the model of a run from its server.
 * @param name of the run, as the user knows it.
 * @throws InputError if there is no such run, or it has no model.
 */
export async function downloadModel(url: string, run: Pick<RemoteRun, "model">, name: string): Promise<FoundModel> {
  const found = await run.model().catch((error: unknown) => {
    const { code } = error as { readonly code?: string };
    if (code === "unknownRun") {
      throw new InputError(
        `${url}: this server has no run "${name}": ${url.replace(/^ws/, "http")}/v1/runs lists them`,
      );
    }
    if (code === "noModel") throw new InputError(`${url}: ${errorMessage(error).replace("model: ", "")}`);
    throw refusalToInputError(error, url);
  });
  try {
    parseModel(found.model);
  } catch (error) {
    throw new Error(`connect: ${url}: ${userMessage(error)}`, { cause: error });
  }
  return { ...found, run: name };
}

/** Writes a model to a file, and says so. */
export async function saveFoundModel(
  file: string,
  { model, run, epoch, isFinal }: FoundModel,
  terminal: Terminal,
): Promise<void> {
  await writeModel(file, model);
  const reservation = isFinal ? "" : "; the run has not finished, so the model has no intervals";
  logNote(terminal, `model of ${run} after ${epoch} epochs written to ${file}${reservation}`);
}
