/** `epochal verify`: trains a stored run again, in this process, and compares every number. */
import type { VerificationResult } from "@epochal/stream";
import type { Command } from "commander";
import { exitCodes, InputError } from "../exit-codes.ts";
import { runArgument } from "../runs/run-argument.ts";
import { withStore } from "../runs/with-store.ts";
import { readStoredRun } from "../runs/read-stored-run.ts";
import { writeLine, type Context } from "../terminal.ts";

interface Flags {
  readonly run?: string;
  readonly json?: true;
}

export function addVerify(program: Command, context: Context): void {
  program
    .command("verify")
    .description(
      "Train a stored run again, with all that was commanded, and compare every number it has told.\nExit code 1 where one is another; the first is named.",
    )
    .argument("<store>", "a file that --store wrote")
    .argument("[run]", "its id, the beginning of it, or latest (default: latest)")
    .option("--run <run>", "the same")
    .option("--json", "as JSON, for programs")
    .action(async (store: string, given: string | undefined, flags: Flags) =>
      context.setExitCode(await run(store, runArgument("verify", given, flags.run), flags, context)),
    );
}

function run(store: string, wanted: string, { json }: Flags, { terminal }: Context): Promise<number> {
  return withStore(store, async (reader) => {
    const { record, chunks, data } = readStoredRun(reader, wanted, store);
    if (!data) throw new InputError(`${store}: expected a run whose rows are stored, got ${record.id} without them`);
    const { verifyRun } = await import("@epochal/stream");
    const verdict = verifyRun(chunks, data);
    if (json) writeLine(terminal, JSON.stringify({ run: record.id, ...verdict }, undefined, 2));
    else writeLine(terminal, `${record.id}: ${verdictLine(verdict)}`);
    return verdict.difference ? exitCodes.failed : exitCodes.done;
  });
}

/** What was found, in a line. */
function verdictLine({ epochs, snapshots, commands, difference }: VerificationResult): string {
  if (difference) {
    const { epoch, seq, of, expected, got } = difference;
    return `another number in epoch ${epoch}: expected the ${of} ${expected}, as event ${seq} says, got ${got}`;
  }
  const counted = [count(epochs, "epoch"), count(snapshots, "state"), count(commands, "command")];
  return `the same in every bit: ${counted.join(", ")}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
