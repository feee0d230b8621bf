/**
 * Controls runs by a script (pause, three learning rates, an undo, a rewind, a branch), stores their events, and trains them again in
 * a different process: every snapshot must have the same hash. The last line has the count; exits with 0 only if all are the same.
 * `npm run verify:recorded`; with a folder as argument the store is kept there. With `EPOCHAL_WIDE=1` the runs are trained again with
 * vectors of 256 bits.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordScenarios } from "./record.ts";
import { scenarios } from "./scenarios.ts";
import type { Verified } from "./verify-store.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);
const [folder] = process.argv.slice(2);
const directory = folder ?? mkdtempSync(join(tmpdir(), "epochal-recorded-"));
const store = join(directory, "recorded.db");
try {
  rmSync(store, { force: true });
  const recorded = await recordScenarios(store, scenarios);
  const script = join(import.meta.dirname, "verify-store.ts");
  const wide = join(import.meta.dirname, "../wide.ts");
  const found = JSON.parse(
    execFileSync(process.execPath, ["--import", wide, script, store], { encoding: "utf8" }),
  ) as Verified[];
  let snapshots = 0;
  let wrong = 0;
  for (const { id, bytes, chunks } of recorded) {
    const result = found.find((run) => run.id === id)?.result;
    const recordedSnapshots = chunks.filter(({ type }) => type === "snapshot").length;
    const isSame =
      result?.difference === undefined && result?.isModelSame === true && result.snapshots === recordedSnapshots;
    if (!isSame) wrong += 1;
    snapshots += result?.snapshots ?? 0;
    const { epochs, commands, difference } = result ?? {};
    const outcome = isSame ? "the same bits" : `a difference: ${JSON.stringify(difference)}`;
    print(
      `${id}: ${epochs} epochs, ${recordedSnapshots} snapshots, ${commands} commands, ${(bytes / 1000).toFixed(0)} kB: ${outcome}`,
    );
  }
  if (wrong > 0 || found.length !== recorded.length || snapshots === 0) process.exitCode = 1;
  print(
    `identical snapshots, recorded and trained again in a different process: ${snapshots} of ${countSnapshots(recorded)}`,
  );
} finally {
  if (folder === undefined) rmSync(directory, { recursive: true });
}

function countSnapshots(recorded: readonly { readonly chunks: readonly { readonly type: string }[] }[]): number {
  return recorded.reduce((sum, { chunks }) => sum + chunks.filter(({ type }) => type === "snapshot").length, 0);
}
