import type { OpenReader } from "@epochal/log";
import { InputError, userMessage } from "../errors.ts";

/**
 * Opens a store for reading, runs `use`, and closes it.
 * @throws InputError when the file is not a store.
 */
export async function withStore<Result>(
  store: string,
  use: (reader: OpenReader) => Result | Promise<Result>,
): Promise<Result> {
  const { readLog } = await import("@epochal/log");
  let reader: OpenReader;
  try {
    reader = readLog(store);
  } catch (error) {
    throw new InputError(userMessage(error));
  }
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}
