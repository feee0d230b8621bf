/** `epochal verify STORE`: retrains a stored run in this process and compares every recorded value. */
import type { VerificationResult } from "@epochal/stream";
import type { Command } from "commander";
import { InputError } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { RUN, STORE } from "../../options/shared-options.ts";
import { addWideOption, useWideIfWanted, type WideFlags } from "../../options/wide-option.ts";
import { readStoredRun } from "../../runs/read-stored-run.ts";
import { runArgument } from "../../runs/run-argument.ts";
import { storeName } from "../../runs/open-nats.ts";
import { withStore } from "../../runs/with-store.ts";
import { writeLine, writeLines, type Context } from "../../terminal.ts";

interface Flags extends NatsFlags, WideFlags {
  readonly run?: string;
  readonly json?: true;
}

export function addVerify(program: Command, context: Context): void {
  const command = program
    .command("verify")
    .description("Retrain a stored run and compare every recorded value. Exits with 1 at the first mismatch.")
    .argument("<store>", STORE)
    .argument("[run]", `${RUN} (default: latest)`)
    .option("--run <run>", "the same as the argument")
    .option("--json", "print JSON, for programs");
  addWideOption(addNatsAccess(command)).action(async (store: string, given: string | undefined, flags: Flags) =>
    context.setExitCode(await run(store, runArgument(given, flags.run), flags, context)),
  );
}

async function run(store: string, wanted: string, { json, ...flags }: Flags, { terminal }: Context): Promise<number> {
  await useWideIfWanted(flags, terminal);
  return withStore(store, flags, async (reader) => {
    const { record, chunks, data } = await readStoredRun(reader, wanted, store);
    if (!data)
      throw new InputError(`${storeName(store)}: ${record.id} cannot be verified, because its rows are not stored`);
    const { verifyRun } = await import("@epochal/stream");
    const result = verifyRun(chunks, data);
    if (json) writeLines(terminal, JSON.stringify({ run: record.id, ...result }, undefined, 2));
    else writeLine(terminal, `${record.id}: ${resultText(result)}`);
    return result.difference ? exitCodes.failed : exitCodes.done;
  });
}

function resultText({ epochs, snapshots, commands, difference }: VerificationResult): string {
  if (difference) {
    const { epoch, seq, of, expected, got } = difference;
    return `mismatch in epoch ${epoch} (event ${seq}): recorded ${of} ${expected}, retrained ${got}`;
  }
  const counted = [count(epochs, "epoch"), count(snapshots, "snapshot"), count(commands, "command")];
  return `identical to the last bit: ${counted.join(", ")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
