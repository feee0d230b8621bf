/** Copies runs from one store to another, and says what became of each. */
import fs from "node:fs";
import type { CopyOutcome, CopySource, EventLog, RunRecord, SharedLog } from "@epochal/log";
import { InputError, userMessage } from "../errors.ts";
import { exitCodes, type ExitSignal } from "../exit-codes.ts";
import type { NatsFlags } from "../options/nats-options.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { findRun } from "./find-run.ts";
import { isNatsAddress, openNats, storeName } from "./open-nats.ts";
import { withStore } from "./with-store.ts";

/**
 * Copies runs that have ended, the oldest first, so that they come in the same order in the other store.
 * @param wanted ids or their first characters; all runs if there are none.
 * A signal ends it between two reads: the run that was being copied is not in the other store.
 * @returns the exit code: a failure if a run was there with other events.
 * @throws InputError when a store cannot be used, or a wanted run does not exist or has not ended.
 */
export async function copyRuns(
  from: string,
  to: string,
  wanted: readonly string[],
  flags: NatsFlags,
  terminal: Terminal,
): Promise<number> {
  if (isSameStore(from, to))
    throw new InputError(`${storeName(to)}: this is the store to copy from: choose a different one`);
  return withStore(from, flags, async (reader) => {
    const all = reader.runs();
    const chosen = wanted.length === 0 ? all : all.filter((run) => wanted.some((id) => findRun(all, id, from) === run));
    const open = chosen.find((run) => !hasEnded(run));
    if (open && wanted.length > 0)
      throw new InputError(`${storeName(from)}: ${open.id} is still ${open.status}: copy it when it has ended`);
    const ended = chosen.filter(hasEnded).toReversed();
    for (const { id, status } of chosen.filter((run) => !hasEnded(run)))
      logNote(terminal, `${id} is still ${status}: left out; copy it when it has ended`);
    if (all.length === 0) logNote(terminal, `${storeName(from)}: no runs yet`);
    if (ended.length === 0) return exitCodes.done;
    const { copyRun } = await import("@epochal/log");
    const target = await openTarget(to, flags);
    let endedBy: ExitSignal | undefined;
    const stopListening = terminal.onSignal((signal) => {
      endedBy ??= signal;
      (target as Partial<SharedLog>).endSoon?.();
    });
    const source: CopySource = {
      ...reader,
      read: async (...args) => {
        if (endedBy) throw new Error(`runs copy: ended by ${endedBy}`);
        return reader.read(...args);
      },
    };
    try {
      let exitCode: number = exitCodes.done;
      for (const run of ended) {
        const outcome = await copyRun(source, target, run.id);
        logNote(terminal, describe(outcome, run, storeName(to)));
        if (outcome === "different") exitCode = exitCodes.failed;
      }
      return exitCode;
    } catch (error) {
      if (!endedBy) throw error;
      logNote(
        terminal,
        `ended by ${endedBy}: no run was copied but those named above; the same command copies the others`,
      );
      return exitCodes[endedBy];
    } finally {
      stopListening();
      await target.close();
    }
  });
}

function hasEnded({ status }: RunRecord): boolean {
  return status !== "running" && status !== "queued";
}

function describe(outcome: CopyOutcome, { id, name, head }: RunRecord, to: string): string {
  switch (outcome) {
    case "copied":
      return `copied ${id} (${name}): ${head.toLocaleString("en")} events`;
    case "present":
      return `${id} is in ${to} already: left as it is`;
    case "different":
      return `${id} is in ${to} already, with other events: left as it is; delete it there to copy it again`;
  }
}

/** @throws InputError when the store cannot be opened for writing. */
async function openTarget(to: string, flags: NatsFlags): Promise<EventLog> {
  if (isNatsAddress(to)) return openNats(to, flags, {});
  const { startLogThread } = await import("@epochal/log");
  return startLogThread(to).catch((error: unknown) => {
    throw new InputError(userMessage(error));
  });
}

function isSameStore(from: string, to: string): boolean {
  if (isNatsAddress(from) || isNatsAddress(to)) return from === to;
  const [a, b] = [from, to].map((file) => fs.statSync(file, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}
