/** `epochal model STORE|URL [RUN] --save FILE`: the model of a stored or served run. */
import type { Command } from "commander";
import { InputError } from "../../errors.ts";
import { checkPathForKind } from "../../files/output-paths.ts";
import { defined } from "../../options/defined.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { RUN, STORE } from "../../options/shared-options.ts";
import { addTokenOptions, resolveClientToken, type TokenFlags } from "../../options/token-options.ts";
import { findRun } from "../../runs/find-run.ts";
import { storeName } from "../../runs/open-nats.ts";
import { withStore } from "../../runs/with-store.ts";
import { addTrustedCa } from "../../server/add-trusted-ca.ts";
import { downloadModel, saveFoundModel, type FoundModel } from "../../server/download-model.ts";
import { isServerAddress } from "../../server/list-remote-runs.ts";
import { writeLine, type Context, type Terminal } from "../../terminal.ts";

interface Flags extends NatsFlags, TokenFlags {
  readonly save?: string;
  readonly ca?: string;
}

export function addModel(program: Command, context: Context): void {
  const command = addTokenOptions(program.command("model"), "the server's token")
    .description(
      "Get the model of a stored run, or of a run on a server, as JSON for `epochal predict`.\nA run that has not finished has the model of its newest snapshot, without intervals.",
    )
    .argument("<source>", `${STORE}; or a server, such as ws://localhost:8080`)
    .argument("[run]", RUN, "latest")
    .option(
      "--save <file>",
      "file to write, such as model.json; overwrites only an older model (default: standard output)",
    )
    .option("--ca <file>", "for wss: and https: PEM file with a CA or self-signed certificate to trust as well");
  addNatsAccess(command).action((source: string, run: string, flags: Flags) => write(source, run, flags, context));
}

async function write(source: string, run: string, flags: Flags, { terminal }: Context): Promise<void> {
  const { save } = flags;
  if (save !== undefined) await checkPathForKind(save, "a model");
  const isServer = isServerAddress(source);
  const found = isServer ? await download(source, run, flags, terminal) : await readStored(source, run, flags);
  if (save === undefined) {
    writeLine(terminal, JSON.stringify(found.model));
    return;
  }
  await saveFoundModel(save, found, terminal);
}

async function readStored(store: string, wanted: string, flags: NatsFlags): Promise<FoundModel> {
  const { readModel } = await import("@epochal/stream");
  return withStore(store, flags, async (reader) => {
    const record = findRun(reader.runs(), wanted, store);
    const found = await readModel(reader, record);
    if (found) return { ...found, run: record.id };
    throw new InputError(
      `${storeName(store)}: ${record.id} has no model: it is ${record.reason ?? record.status}, without a snapshot`,
    );
  });
}

async function download(url: string, run: string, flags: Flags, terminal: Terminal): Promise<FoundModel> {
  const { connect } = await import("@epochal/client");
  if (flags.ca !== undefined) await addTrustedCa(flags.ca);
  const token = await resolveClientToken(flags, url, terminal);
  return downloadModel(url, connect(url, defined({ token })).run(run), run);
}
