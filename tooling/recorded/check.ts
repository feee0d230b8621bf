/**
 * Steers runs by a script (pause, three learning rates, an undo, a rewind, a branch), stores what they tell, and has another
 * process train them again: every state must have the same hash. The last line says how many; exit code 0 only where all have.
 * `npm run verify:recorded`, or with a folder to keep the store in.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordStories } from "./record.ts";
import { stories } from "./stories.ts";
import type { Verified } from "./verify-store.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const [folder] = process.argv.slice(2);
const place = folder ?? mkdtempSync(join(tmpdir(), "epochal-recorded-"));
const store = join(place, "recorded.db");
try {
  rmSync(store, { force: true });
  const recorded = await recordStories(store, stories);
  const script = join(import.meta.dirname, "verify-store.ts");
  const found = JSON.parse(execFileSync(process.execPath, [script, store], { encoding: "utf8" })) as Verified[];
  let snapshots = 0;
  let wrong = 0;
  for (const { id, bytes, chunks } of recorded) {
    const verdict = found.find((run) => run.id === id)?.verdict;
    const told = chunks.filter(({ type }) => type === "snapshot").length;
    const isSame = verdict?.difference === undefined && verdict?.isModelSame === true && verdict.snapshots === told;
    if (!isSame) wrong += 1;
    snapshots += verdict?.snapshots ?? 0;
    const { epochs, commands, difference } = verdict ?? {};
    const result = isSame ? "the same in every bit" : `another number: ${JSON.stringify(difference)}`;
    say(`${id}: ${epochs} epochs, ${told} states, ${commands} commands, ${(bytes / 1000).toFixed(0)} kB: ${result}`);
  }
  if (wrong > 0 || found.length !== recorded.length || snapshots === 0) process.exitCode = 1;
  say(`identical states, recorded and trained again in another process: ${snapshots} of ${countStates(recorded)}`);
} finally {
  if (folder === undefined) rmSync(place, { recursive: true });
}

function countStates(recorded: readonly { readonly chunks: readonly { readonly type: string }[] }[]): number {
  return recorded.reduce((sum, { chunks }) => sum + chunks.filter(({ type }) => type === "snapshot").length, 0);
}
