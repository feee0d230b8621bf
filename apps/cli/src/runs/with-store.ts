/** A store, open as long as somebody reads it. */
import type { OpenReader } from "@epochal/log";
import { InputError } from "../exit-codes.ts";

/** @throws InputError when there is no store. */
export async function withStore<Result>(
  store: string,
  use: (reader: OpenReader) => Result | Promise<Result>,
): Promise<Result> {
  const { readLog } = await import("@epochal/log");
  let reader: OpenReader;
  try {
    reader = readLog(store);
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}
