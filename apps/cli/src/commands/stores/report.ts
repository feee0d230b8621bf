/** `epochal report STORE [RUN]`, `epochal report MODEL`: a page to send, as an HTML file. */
import type { ReportSubject } from "@epochal/report";
import type { Command } from "commander";
import fs from "node:fs";
import { basename } from "node:path";
import { InputError } from "../../errors.ts";
import { checkPathForKind } from "../../files/output-paths.ts";
import { readModel } from "../../files/read-files.ts";
import { writeOutput } from "../../files/write-files.ts";
import { addNatsAccess, type NatsFlags } from "../../options/nats-options.ts";
import { RUN, STORE } from "../../options/shared-options.ts";
import { lastState } from "../../runs/last-state.ts";
import { readStoredRun } from "../../runs/read-stored-run.ts";
import { withStore, type StoreReader } from "../../runs/with-store.ts";
import { logNote, type Context } from "../../terminal.ts";

interface Flags extends NatsFlags {
  readonly output?: string;
}

export function addReport(program: Command, context: Context): void {
  const command = program
    .command("report")
    .description("Write what a run or a model has learned, and how good it is, as an HTML page for people.")
    .argument("<store>", `${STORE}, or a model written with --save, which holds no scores`)
    .argument("[run]", `${RUN} (default: latest)`)
    .option("-o, --output <file>", "the file to write, such as report.html (default: standard output)");
  addNatsAccess(command).action((source: string, run: string | undefined, flags: Flags) =>
    write(source, run, flags, context),
  );
}

async function write(
  source: string,
  run: string | undefined,
  { output, ...flags }: Flags,
  { terminal }: Context,
): Promise<void> {
  if (output === undefined && terminal.stdout.isTTY) {
    throw new InputError("report: name the file to write: epochal report <store> --output report.html");
  }
  if (output !== undefined) await checkPathForKind(output, "a report");
  const { reportAsHtml } = await import("@epochal/report");
  const subject = (await isModel(source))
    ? await readModelSubject(source, run)
    : await readRun(source, run ?? "latest", flags);
  const page = reportAsHtml(subject);
  if (output === undefined) {
    terminal.stdout.write(page);
    return;
  }
  await writeOutput(output, page, "the report");
  logNote(terminal, `report written to ${output}; open it in a browser`);
}

/** Whether a file begins as JSON does. Stores and files that cannot be read are left to the log. */
async function isModel(file: string): Promise<boolean> {
  const handle = await fs.promises.open(file).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString("utf8", 0, bytesRead).trimStart().startsWith("{");
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

async function readModelSubject(file: string, run: string | undefined): Promise<ReportSubject> {
  if (run !== undefined) throw new InputError(`${file}: a model has no runs: leave ${run} out`);
  const { modelSubject } = await import("@epochal/report");
  return modelSubject(basename(file), await readModel(file));
}

function readRun(store: string, wanted: string, flags: NatsFlags): Promise<ReportSubject> {
  const read = async (reader: StoreReader) => {
    const { chunks } = await readStoredRun(reader, wanted, store);
    const { runSubject } = await import("@epochal/report");
    return runSubject(await lastState([chunks]));
  };
  return withStore(store, flags, read);
}
