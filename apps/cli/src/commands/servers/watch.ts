/** `epochal watch URL`: a run on a server, shown like a local one. */
import type { FollowStatus, RemoteRun } from "@epochal/client";
import type { EventGap, RunSource } from "@epochal/view";
import type { EventChunk, StartedEvent } from "@epochal/stream/events";
import type { Command } from "commander";
import { Subject, type Observable, type Subscription } from "rxjs";
import { userMessage } from "../../errors.ts";
import { exitCodes } from "../../exit-codes.ts";
import { checkPathForKind } from "../../files/output-paths.ts";
import { defined } from "../../options/defined.ts";
import { addOutputOptions, type OutputFlags } from "../../options/shared-options.ts";
import { addTokenOptions, resolveClientToken, type TokenFlags } from "../../options/token-options.ts";
import { createOutputGate } from "../../output/output-gate.ts";
import { announceEnd, endedRun } from "../../output/announce-end.ts";
import { endLine } from "../../output/end-line.ts";
import { isInteractive, present } from "../../present/present.ts";
import { addTrustedCa } from "../../server/add-trusted-ca.ts";
import { downloadModel, saveFoundModel } from "../../server/download-model.ts";
import { refusalToInputError } from "../../server/refusal-to-input-error.ts";
import { canDraw, logNote, writeLine, type Context, type Terminal } from "../../terminal.ts";

interface Flags extends OutputFlags, TokenFlags {
  readonly after: string;
  readonly ca?: string;
  readonly name?: string;
  readonly save?: string;
}

const CONTROL_HINT = "to control runs, start the server with --token and watch with the same token";
const VIEW_ONLY_HINT = "this token only lets you watch; to control runs, use the token of the server's --token";

export function addWatch(program: Command, context: Context): void {
  const command = addTokenOptions(program.command("watch"), "the server's token, which also lets you control the run")
    .description(
      "Watch a run of a server (`epochal serve`) from its first epoch on. Reconnects after a lost connection and misses nothing; continues with the run that resumes this one after a crash of the server.",
    )
    .argument("<url>", "the server, such as ws://localhost:8080")
    .argument("[run]", "id of the run, or latest", "latest")
    .option("--after <where>", "where to begin: start, live, or a cursor such as 4f1c22ab:318", "start")
    .option("--name <name>", "a name under which all viewers see your commands")
    .option(
      "--save <file>",
      "save the model as JSON when the run has ended or you leave, for `epochal predict`; overwrites only an older model",
    )
    .option("--ca <file>", "for wss: PEM file with a CA or self-signed certificate to trust as well");
  addOutputOptions(command).action(async (url: string, id: string, flags: Flags) =>
    context.setExitCode(await run(url, id, flags, context)),
  );
}

async function run(url: string, id: string, flags: Flags, { terminal }: Context): Promise<number> {
  const { chartOptions, connect, remoteSource, showBranches } = await import("@epochal/client");
  const { after, ca, name, save } = flags;
  if (save !== undefined) await checkPathForKind(save, "a model");
  if (ca !== undefined) await addTrustedCa(ca);
  const token = await resolveClientToken(flags, url, terminal);
  const server = connect(url, defined({ token, name }));
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  // A dashboard draws what there is; lines that their reader has not taken would fill the memory.
  const pace = isInteractive(flags, terminal) ? chartOptions : { ready: createOutputGate(terminal) };
  const watchOptions = { ...pace, successors: true };
  const remote = server.run(id, { after, ...watchOptions });
  let status: FollowStatus = "connecting";
  const statusSubscription = remote.status$.subscribe((now) => (status = now));
  // The dashboard shows the connection itself.
  if (!isDrawn) statusSubscription.add(logConnection(remote.status$, terminal));
  let rejection: string | undefined;
  const more$ = new Subject<RunSource>();
  const showBranch = showBranches((branch) => more$.next(sourceOf(server.run(branch, watchOptions))));
  function sourceOf(run: RemoteRun, onChunk: (chunk: EventChunk | EventGap) => void = () => {}): RunSource {
    const onEach = (chunk: EventChunk | EventGap) => {
      onChunk(chunk);
      showBranch(chunk);
    };
    const { command, canControl, ...shown } = remoteSource(run, onEach, true);
    if (token === undefined) return { ...shown, label: url, controlHint: CONTROL_HINT };
    return { ...shown, label: url, command, canControl, controlHint: VIEW_ONLY_HINT };
  }
  // The dashboard shows why a command could not be sent; without it, the reason is logged at the end.
  const command: RemoteRun["command"] = (sent) =>
    remote.command(sent).catch((error: Error) => {
      rejection = error.message;
      if (isDrawn) throw error;
    });
  let started: StartedEvent | undefined;
  let lastNotice: string | undefined;
  const source = sourceOf({ ...remote, command }, (chunk) => {
    if (chunk.type === "started") started = chunk;
    lastNotice = chunk.type === "noticed" ? chunk.text : undefined;
  });
  const { finished, exitCode } = await present({ ...source, more$ }, flags, {}, terminal).catch((error: unknown) => {
    throw refusalToInputError(error, url);
  });
  statusSubscription.unsubscribe();
  if (rejection !== undefined) logNote(terminal, rejection);
  if (finished && !isDrawn && flags.format !== "ndjson") writeLine(terminal, await endLine(finished));
  const isSaved = save === undefined || (await saveModel(save, url, remote, started?.run ?? id, terminal));
  if (finished && (flags.onEnd !== undefined || flags.bell)) {
    const ended = await endedRun(finished, started?.run ?? id, started?.name ?? id);
    await announceEnd({ ...ended, ...(isSaved && defined({ model: save })) }, flags, terminal);
  }
  // Assigned in the subscription, which the compiler does not see.
  const lastStatus = status as FollowStatus;
  const note = endNote(lastStatus, lastNotice);
  if (note !== undefined) logNote(terminal, note);
  return note === undefined && (isSaved || exitCode !== exitCodes.done) ? exitCode : exitCodes.failed;
}

/** Saves the model that the server has of the run. If there is none, says why, and resolves to false. */
async function saveModel(
  file: string,
  url: string,
  run: RemoteRun,
  name: string,
  terminal: Terminal,
): Promise<boolean> {
  try {
    await saveFoundModel(file, await downloadModel(url, run, name), terminal);
    return true;
  } catch (error) {
    logNote(terminal, `no model was saved to ${file}: ${userMessage(error)}`);
    return false;
  }
}

/** Why a run has ended that has no result. @param lastNotice its last event, if that is a notice. */
function endNote(status: FollowStatus, lastNotice: string | undefined): string | undefined {
  if (status === "cancelled") return "the run was cancelled while it was queued";
  if (status === "interrupted") return "the run was interrupted: its server stopped before the run had ended";
  return status === "failed" ? `the run ${lastNotice ?? "failed: its server could not continue it"}` : undefined;
}

/** Logs when the connection is lost and restored, and when the run is queued. */
function logConnection(status$: Observable<FollowStatus>, terminal: Terminal): Subscription {
  let wasConnected = false;
  let isLost = false;
  let wasQueued = false;
  return status$.subscribe((status) => {
    // A subscription begins with one of these.
    const isSubscribed = status === "replaying" || status === "queued";
    if (status === "lost" && wasConnected && !isLost) logNote(terminal, "connection lost, reconnecting …");
    if (isSubscribed && isLost) logNote(terminal, "connected again");
    if (status === "queued" && !wasQueued) logNote(terminal, "the run is queued …");
    wasQueued ||= status === "queued";
    wasConnected ||= isSubscribed;
    isLost = wasConnected && (status === "lost" || (isLost && status === "connecting"));
  });
}
