/** Finds the run that `serve --resume` continues. */
import type { RunRecord } from "@epochal/log";
import type { Command } from "commander";
import fs from "node:fs";
import { InputError } from "../errors.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { awaitInterruption } from "./await-interruption.ts";
import { findRun } from "./find-run.ts";
import { isNatsAddress, storeName } from "./open-nats.ts";
import { withStore } from "./with-store.ts";

/** Options of a new training; a stored one has its own. */
const TRAINING_OPTIONS = new Set(
  ["target", "inputs", "missing", "hidden", "activation", "ensemble", "epochs", "learningRate", "seed"], // prettier-ignore
);

/**
 * The run; undefined, with a note, if `latest` is wanted and there is nothing to resume, as when a service starts for the first time.
 *
 * @param wanted the id, its first characters, or `latest`.
 * @throws InputError when there is no such run, it was not interrupted, or an option contradicts it.
 */
export async function findResumableRun(
  store: string | undefined,
  wanted: string,
  command: Command,
  flags: NatsFlags,
  terminal: Terminal,
): Promise<RunRecord | undefined> {
  if (store === undefined) throw new InputError("--resume needs --store or --nats: name what holds the run");
  const [file] = command.args;
  if (file !== undefined) throw new InputError(`--resume: leave out ${file}: the rows are in ${storeName(store)}`);
  for (const option of command.options) {
    const name = option.attributeName();
    if (!TRAINING_OPTIONS.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    throw new InputError(`--resume: leave out ${option.long}: the data and the network are in ${storeName(store)}`);
  }
  if (wanted === "latest" && !isNatsAddress(store) && !fs.existsSync(store)) return nothingToResume("it is new");
  const run = await withStore(store, flags, (reader) => {
    const runs = reader.runs();
    return wanted === "latest" && runs.length === 0 ? undefined : findRun(runs, wanted, store);
  });
  if (!run) return nothingToResume("it has no runs yet");
  if (run.status === "interrupted") {
    if (isNatsAddress(store)) await awaitInterruption(store, run, flags, terminal);
    return run;
  }
  const how = run.reason === undefined ? run.status : `${run.status}: ${run.reason}`;
  const isLost = run.status === "running" && isNatsAddress(store);
  if (wanted === "latest" && !isLost) return nothingToResume(`${run.id} is not interrupted (${how})`);
  const advice = isLost ? "; if its process has died, try again in 10 s" : "";
  throw new InputError(
    `${storeName(store)}: only an interrupted run can be resumed, and ${run.id} is not (${how})${advice}`,
  );

  function nothingToResume(why: string): undefined {
    logNote(terminal, `nothing to resume in ${storeName(store!)}: ${why}`);
  }
}
