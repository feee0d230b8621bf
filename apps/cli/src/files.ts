/** Files in and out, each failure one line that says which file and what to do. */
import { parseModel, type Model, type ModelJson } from "@epochal/core";
import { parseCsv, type Table } from "@epochal/data";
import { constants } from "node:fs";
import { access, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "./exit-codes.ts";

export async function readTable(file: string): Promise<Table> {
  const text = await readText(file);
  return naming(file, () => parseCsv(text));
}

export async function readModel(file: string): Promise<Model> {
  const text = await readText(file);
  return naming(file, () => parseModel(text));
}

export function writeModel(file: string, model: ModelJson): Promise<void> {
  return writeBytes(file, `${JSON.stringify(model, undefined, 2)}\n`);
}

export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw new InputError(`${file}: expected to write the model there, got: ${(error as Error).message}`);
  });
}

/** Whether `file` can be written, asked before hours of training and not after. */
export async function checkPlaceFor(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory())
    throw new InputError(`${file}: expected a file to save to, got a folder: add a name such as model.json`);
  const place = found ? file : dirname(file);
  await access(place, constants.W_OK).catch(() => {
    throw new InputError(
      `${file}: expected a place that can be written, got none: make ${place} first, or choose another`,
    );
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got =
      code === "ENOENT"
        ? "nothing there"
        : code === "EISDIR"
          ? "a folder"
          : code === "EACCES"
            ? "one that may not be read"
            : message;
    throw new InputError(`${file}: expected a file to read, got ${got}: check the path`);
  }
}

/** What is wrong inside a file is told with its name, and without that of the function that found it. */
export function naming<Result>(file: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new InputError(`${file}: ${error.message.replace(/^\w+: /, "")}`);
  }
}
