/** The entries of runs in the key-value bucket, which any process may change: read as they are now, and changed if no other was faster. */
import type { NewRunWithData } from "@epochal/log";
import { isWrongSequence } from "../connection/failures.ts";
import type { Resources } from "../connection/resources.ts";
import type { Objects } from "../messages/object-store.ts";
import { trainingObject } from "../messages/read-run.ts";
import { toToken } from "../messages/tokens.ts";
import type { Catalogue } from "./catalogue.ts";
import { decodeEntry, type RunEntry } from "./run-state.ts";

export interface EntriesContext {
  readonly runs: Resources["runs"];
  readonly catalogue: Catalogue;
  readonly objects: Objects;
  readonly writer: string;
  readonly now: () => number;
  readonly identity: () => string;
}

interface StoredEntry {
  readonly entry: RunEntry;
  readonly revision: number;
}

/** A training that is larger as JSON is an object. */
const MAX_TRAINING_CHARACTERS = 128 * 1024;

/** The entry as it is stored now. */
export async function currentEntry(
  { runs, catalogue }: Pick<EntriesContext, "runs" | "catalogue">,
  id: string,
): Promise<StoredEntry | undefined> {
  const stored = await runs.get(toToken(id));
  if (!stored || stored.operation !== "PUT") return undefined;
  const known = { entry: decodeEntry(id, stored.string()), revision: stored.revision };
  catalogue.setEntry(known.entry, known.revision);
  return known;
}

/** The entry of a new run, whose training is stored as an object if it is large. */
export async function newEntry(
  { objects, writer, now, identity }: EntriesContext,
  {
    id,
    name,
    spec,
    parent,
    isQueued = false,
    isForWorkers,
    options,
    started = now(),
    tags = [],
    notes,
  }: NewRunWithData,
): Promise<RunEntry> {
  const log = identity();
  const training = JSON.stringify({ spec, options });
  const isLarge = training.length > MAX_TRAINING_CHARACTERS;
  if (isLarge) await objects.put(trainingObject(log), new TextEncoder().encode(training));
  const resumes = parent !== undefined && (options as { readonly resumes?: unknown } | undefined)?.resumes === true;
  return {
    id,
    log,
    name,
    ...(parent !== undefined && { parent }),
    ...(resumes && { resumes: parent }),
    ...(isForWorkers && { isForWorkers }),
    epochs: spec.epochs,
    ...(tags.length > 0 && { tags }),
    ...(notes && { notes }),
    started,
    state: isQueued ? "queued" : "running",
    writer,
    ...(!isLarge && { training }),
  };
}

/** Changes the entry of a queued run. Undefined if the run is not queued, or no more since another process has changed it. */
export async function changeQueued(
  context: EntriesContext,
  id: string,
  change: (stored: StoredEntry) => Partial<RunEntry>,
): Promise<RunEntry | undefined> {
  const { runs, catalogue, writer } = context;
  for (;;) {
    const stored = await currentEntry(context, id);
    if (stored?.entry.state !== "queued") return undefined;
    const entry: RunEntry = { ...stored.entry, ...change(stored), writer };
    try {
      catalogue.setEntry(entry, await runs.update(toToken(id), JSON.stringify(entry), stored.revision));
      return entry;
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
    }
  }
}
