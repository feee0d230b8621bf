/** Copies runs from one log to another, whatever engines store them. */
import { lastSeq, readPages } from "@epochal/stream/events";
import type { EventLog } from "./event-log.ts";
import type { RunRecord } from "./runs/run-record.ts";
import { digestRun } from "./runs/run-digest.ts";

/** The log that a copy is read from: a reader suffices. */
export type CopySource = Pick<EventLog, "run" | "read" | "training">;
/** The log that a copy is written to. */
export type CopyTarget = Pick<
  EventLog,
  "run" | "read" | "training" | "createRun" | "append" | "cancelRun" | "interrupt" | "transaction"
>;

/**
 * - `copied`: the run is in the other log, with the same events.
 * - `present`: it was there already, with the same events.
 * - `different`: there is a run with this id and other events, which stays as it is.
 */
export type CopyOutcome = "copied" | "present" | "different";

/**
 * Copies a run that has ended: its training with the rows, all events, its name, tags, notes and times, and the id of its parent. The log of
 * the copy has an identity of its own, and it is the newest run there. Afterwards both are read and compared.
 *
 * @throws RangeError if the run is unknown or has not ended; Error if the copy has other events, or a log cannot be read or written. Then
 * nothing of the run stays in the other log; see `EventLog.transaction`.
 */
export async function copyRun(from: CopySource, to: CopyTarget, id: string): Promise<CopyOutcome> {
  const record = from.run(id);
  if (!record) throw new RangeError(`copyRun: expected a known run, got "${id}"`);
  if (record.status === "running" || record.status === "queued")
    throw new RangeError(`copyRun: expected a run that has ended, got "${id}", which is ${record.status}`);
  const digest = await digestRun(from, id);
  if (to.run(id)) return digest === (await digestRun(to, id)) ? "present" : "different";
  await to.transaction(async () => {
    await create(from, to, record);
    await appendAll(from, to, record);
    if (record.status === "interrupted") await to.interrupt(id, record.ended);
    if (digest !== (await digestRun(to, id)))
      throw new Error(`copyRun: expected the same events of "${id}" in both logs, got others: a store is damaged`);
  });
  return "copied";
}

async function create(from: CopySource, to: CopyTarget, record: RunRecord): Promise<void> {
  const { id, name, parent, started, tags, notes, status } = record;
  const { spec, data, options } = (await from.training(id))!;
  const isCancelled = status === "cancelled";
  await to.createRun({
    id,
    name,
    spec,
    started,
    isQueued: isCancelled,
    ...(parent !== undefined && { parent }),
    ...(data && { data }),
    ...(options && { options }),
    ...(tags && { tags }),
    ...(notes !== undefined && { notes }),
  });
  if (isCancelled) await to.cancelRun(id);
}

/** Copies the events up to the head of the record. */
async function appendAll(from: CopySource, to: CopyTarget, { id, head }: RunRecord): Promise<void> {
  let copied = 0;
  for await (const page of readPages(from, { id, head })) {
    await to.append(id, page);
    copied = lastSeq(page.at(-1)!);
  }
  if (copied < head) throw new Error(`copyRun: expected ${head} events of "${id}", got ${copied}: it was deleted`);
}
