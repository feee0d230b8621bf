/** The run of a store that `serve --resume` goes on with. */
import type { RunRecord } from "@epochal/log";
import type { Command } from "commander";
import { InputError } from "../exit-codes.ts";
import { findRun } from "./find-run.ts";
import { withStore } from "./with-store.ts";

/** What is said of a training: one that goes on has all of it already. */
const TRAINING_OPTIONS = new Set(
  ["target", "inputs", "missing", "hidden", "activation", "ensemble", "epochs", "learningRate", "seed"], // prettier-ignore
);

/**
 * @param wanted its id, the beginning of it, or `latest`.
 * @throws InputError when there is no such run, it was not interrupted, or something was said that is in the store already.
 */
export async function findResumableRun(
  store: string | undefined,
  wanted: string,
  command: Command,
): Promise<RunRecord> {
  if (store === undefined) {
    throw new InputError("serve: expected --store with --resume, got none: say which file has the run");
  }
  const [file] = command.args;
  if (file !== undefined) {
    throw new InputError(`serve: expected no file with --resume, got ${file}: the rows are in ${store}`);
  }
  for (const option of command.options) {
    const name = option.attributeName();
    if (!TRAINING_OPTIONS.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new InputError(
      `serve: expected no ${option.long} with --resume, got one: what is learned, and by what network, is in ${store}`,
    );
  }
  const run = await withStore(store, (reader) => findRun(reader.runs(), wanted, store));
  if (run.status === "interrupted") return run;
  const how = run.reason === undefined ? run.status : `${run.status}: ${run.reason}`;
  throw new InputError(`serve: expected an interrupted run to --resume, got ${run.id}, which is ${how}`);
}
