import type { EventLog, RunLog } from "@epochal/log";
import { InputError, userMessage } from "../errors.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { isNatsAddress, openNats } from "./open-nats.ts";

/** The part of a log that the commands read. */
export type StoreReader = Pick<EventLog, "read" | "run" | "runs" | "latest" | "training">;

/**
 * Opens a store for reading, runs `use`, and closes it.
 * @param store a file, or the address of a NATS server.
 * @throws InputError when the file is not a store, or the server cannot be used.
 */
export async function withStore<Result>(
  store: string,
  flags: NatsFlags,
  use: (reader: StoreReader) => Result | Promise<Result>,
): Promise<Result> {
  const reader = isNatsAddress(store) ? await openNats(store, flags, { isReader: true }) : await openFile(store);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/**
 * Opens the store in a file to change runs that have ended, runs `change`, and closes it.
 * @throws InputError when another process has it open: it would not know of the change.
 */
export async function withWritableStore(store: string, change: (log: RunLog) => void): Promise<void> {
  const { isStoreInUse, openLog } = await import("@epochal/log");
  const log = openWritable();
  try {
    change(log);
  } finally {
    log.close();
  }

  function openWritable(): RunLog {
    try {
      return openLog(store);
    } catch (error) {
      if (!isStoreInUse(error)) throw error;
      throw new InputError(
        `${store}: another process has this store open, such as a server: stop it, then edit or delete its runs`,
      );
    }
  }
}

async function openFile(store: string): Promise<StoreReader & Pick<EventLog, "close">> {
  const { readLog } = await import("@epochal/log");
  try {
    const reader = readLog(store);
    return {
      ...reader,
      read: async (run, after, limit) => reader.read(run, after, limit),
      training: async (run) => reader.training(run),
      close: async () => reader.close(),
    };
  } catch (error) {
    throw new InputError(userMessage(error));
  }
}
