/** `epochal watch URL`: a run on another machine, as if it were here. */
import type { FollowStatus, RemoteRun } from "@epochal/client";
import type { RunSource } from "@epochal/dashboard";
import type { Command as RunCommand } from "@epochal/stream";
import type { Command } from "commander";
import { Subject, tap } from "rxjs";
import { endLine } from "../output/event-lines.ts";
import { addOutputOptions, resolveToken, type OutputFlags } from "../options/options.ts";
import { present } from "../present/present.ts";
import { exitCodes } from "../exit-codes.ts";
import { refusalToInputError } from "../server/refusal-to-input-error.ts";
import { addTrustedCa } from "../server/add-trusted-ca.ts";
import { canDraw, logNote, writeLine, type Context } from "../terminal.ts";

interface Flags extends OutputFlags {
  readonly after: string;
  readonly token?: string;
  readonly ca?: string;
}

export function addWatch(program: Command, context: Context): void {
  const command = program
    .command("watch")
    .description(
      "Watch a run that `epochal serve` trains, from its first epoch on; a lost connection goes on where it was.",
    )
    .argument("<url>", "such as ws://localhost:8080")
    .argument("[run]", "the run's id, or latest", "latest")
    .option("--after <where>", "start, live, or a cursor such as 4f1c22ab:318", "start")
    .option("--token <token>", "for a server that has one: to be let in, and to steer (default: $EPOCHAL_TOKEN)")
    .option("--ca <file>", "for wss: with a certificate of one's own: it, or the one it comes from (PEM)");
  addOutputOptions(command).action(async (url: string, id: string, flags: Flags) =>
    context.setExitCode(await run(url, id, flags, context)),
  );
}

async function run(url: string, id: string, flags: Flags, { terminal }: Context): Promise<number> {
  const { connect } = await import("@epochal/client");
  const { after, ca } = flags;
  if (ca !== undefined) await addTrustedCa(ca);
  const token = resolveToken(flags.token, terminal.env);
  const server = connect(url, token === undefined ? {} : { token });
  const remote = server.run(id, { after });
  const isDrawn = flags.format === "auto" && canDraw(terminal);
  let status: FollowStatus = "connecting";
  let wasThere = false;
  let isLost = false;
  let wasQueued = false;
  const telling = remote.status$.subscribe((now) => {
    status = now;
    // A picture shows it by itself.
    if (isDrawn) return;
    if (now === "lost" && wasThere && !isLost) logNote(terminal, "the connection is lost; trying again …");
    if (now === "replaying" && isLost) logNote(terminal, "connected again");
    if (now === "queued" && !wasQueued) logNote(terminal, "the run waits for its turn …");
    wasQueued ||= now === "queued";
    wasThere ||= now === "replaying";
    isLost = wasThere && (now === "lost" || (isLost && now === "connecting"));
  });
  let refusal: string | undefined;
  // A server that has a token lets in nobody without it.
  const controlHint = "a server that is started with --token can be steered by who shows it";
  const steering = token !== undefined && {
    // The picture says why a wish never reached the run; so does who prints, once the run is over.
    command: (wish: RunCommand) =>
      remote.command(wish).catch((error: Error) => {
        refusal = error.message;
        if (isDrawn) throw error;
      }),
  };
  const { events$, status$ } = remote;
  const more$ = new Subject<RunSource>();
  /** What branches from a run is shown beside it. */
  const withBranches = (events: RemoteRun["events$"]) =>
    events.pipe(
      tap((event) => {
        if (event.type === "commanded" && event.branch !== undefined) more$.next(branchOf(event.branch));
      }),
    );
  function branchOf(branchId: string): RunSource {
    const branch = server.run(branchId);
    const command = (wish: RunCommand) => branch.command(wish);
    const { status$: branchStatus$ } = branch;
    const seen = { events$: withBranches(branch.events$), status$: branchStatus$, label: url, outlivesViewer: true };
    return token === undefined ? { ...seen, controlHint } : { ...seen, command };
  }
  const source = {
    events$: withBranches(events$),
    status$,
    label: url,
    outlivesViewer: true,
    more$,
    ...(steering || { controlHint }),
  };
  const { finished, exitCode } = await present(source, flags, {}, terminal).catch((error: unknown) => {
    throw refusalToInputError(error);
  });
  telling.unsubscribe();
  // Not before: nothing is written into a picture.
  if (refusal !== undefined) logNote(terminal, refusal);
  if (finished && !isDrawn && flags.format !== "ndjson") writeLine(terminal, endLine(finished));
  if ((status as FollowStatus) === "cancelled") {
    logNote(terminal, "the run was stopped before its turn came");
    return exitCodes.failed;
  }
  if ((status as FollowStatus) !== "interrupted") return exitCode;
  logNote(terminal, "the run was interrupted: its process ended before it did");
  return exitCodes.failed;
}
