/** The catalogue in this process: the entries of all runs and the states after their newest messages, as they were seen last. */
import type { RunRecord } from "@epochal/log";
import { toRecord, type RunEntry, type RunHead } from "./run-state.ts";

/** How a run has changed: only its events, or also whether it exists, waits, runs or has ended. */
export type Change = "events" | "status";

/** An entry without the training, and its revision in the bucket. */
export interface KnownEntry {
  readonly entry: RunEntry;
  readonly revision: number;
}

/** A state, and the position of its message in the stream. */
export interface KnownHead {
  readonly head: RunHead;
  readonly seq: number;
}

export type Catalogue = ReturnType<typeof createCatalogue>;

/** The functions that set something return how the run's record has changed, if it has. */
export function createCatalogue() {
  const entries = new Map<string, KnownEntry>();
  const heads = new Map<string, KnownHead>();
  const records = new Map<string, RunRecord>();
  /** The ids of all runs, newest first; undefined if it has to be sorted again. */
  let sorted: string[] | undefined;

  function update(id: string): Change | undefined {
    const before = records.get(id);
    const known = entries.get(id);
    if (known) {
      const head = heads.get(id)?.head;
      records.set(id, toRecord(known.entry, head?.log === known.entry.log ? head : undefined));
    } else {
      records.delete(id);
    }
    const after = records.get(id);
    const hasFailed = before?.failure !== after?.failure;
    if (before?.status !== after?.status || before?.log !== after?.log || hasFailed) return "status";
    return before?.head === after?.head ? undefined : "events";
  }

  const orderOf = (id: string) => entries.get(id)!.entry.order ?? entries.get(id)!.revision;

  return {
    setEntry(entry: RunEntry, revision: number): Change | undefined {
      const { id } = entry;
      if ((entries.get(id)?.revision ?? 0) >= revision) return undefined;
      const { training: _, ...kept } = entry;
      entries.set(id, { entry: kept, revision });
      sorted = undefined;
      return update(id);
    },
    /** The entry was deleted in this revision. */
    deleteEntry(id: string, revision: number): Change | undefined {
      const known = entries.get(id);
      if (!known || known.revision > revision) return undefined;
      entries.delete(id);
      if (heads.get(id)?.head.log === known.entry.log) heads.delete(id);
      sorted = undefined;
      return update(id);
    },
    setHead(id: string, head: RunHead, seq: number): Change | undefined {
      if ((heads.get(id)?.seq ?? 0) >= seq) return undefined;
      heads.set(id, { head, seq });
      return update(id);
    },
    deleteHead: (id: string): void => void heads.delete(id),
    entry: (id: string): KnownEntry | undefined => entries.get(id),
    entries: (): IterableIterator<KnownEntry> => entries.values(),
    /** The newest message of a run, if it has any. */
    head(id: string): KnownHead | undefined {
      const known = heads.get(id);
      return known?.head.log === entries.get(id)?.entry.log ? known : undefined;
    },
    /** Runs with messages but without an entry: their deletion has not been completed. */
    orphans: (): string[] => [...heads.keys()].filter((id) => !entries.has(id)),
    record: (id: string): RunRecord | undefined => records.get(id),
    records(): RunRecord[] {
      sorted ??= [...entries.keys()].toSorted((a, b) => orderOf(b) - orderOf(a));
      return sorted.map((id) => records.get(id)!);
    },
  };
}
