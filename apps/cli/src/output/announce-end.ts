/** Announces the end of a run: with a command of the user, or with a bell and a notification of the terminal. */
import type { RunScore } from "@epochal/log";
import type { FinishedEvent } from "@epochal/stream/events";
import { printable } from "@epochal/view/printable";
import { logNote, type Terminal } from "../terminal.ts";
import { shortNumber } from "./short-number.ts";

export interface AnnounceFlags {
  /** A command for the shell. */
  readonly onEnd?: string;
  readonly bell?: true;
}

/** The facts about an ended run that are announced. */
export interface EndedRun {
  readonly id: string;
  readonly name: string;
  /** `completed`, `early`, `stopped`, `diverged`, `discarded` or `interrupted`. */
  readonly outcome: string;
  /** Epochs completed. */
  readonly epoch: number;
  readonly score?: RunScore;
  /** The file to which the model was saved. */
  readonly model?: string;
}

/** A finished run, with the score of its model. */
export async function endedRun(finished: FinishedEvent, id: string, name: string): Promise<EndedRun> {
  const { reason, epoch } = finished;
  const { modelScore } = await import("@epochal/log");
  const score = reason === "discarded" ? undefined : modelScore(finished);
  return { id, name, outcome: reason, epoch, ...(score && { score }) };
}

/** Resolves when the command has ended. Its failure is logged. */
export async function announceEnd(run: EndedRun, { onEnd, bell }: AnnounceFlags, terminal: Terminal): Promise<void> {
  if (bell) ring(run, terminal);
  if (onEnd !== undefined) await runCommand(onEnd, run, terminal);
}

/** BEL, and OSC 9, which terminals show as a notification of the desktop: https://iterm2.com/documentation-escape-codes.html. */
function ring({ name, outcome, score }: EndedRun, { stdout, stderr }: Terminal): void {
  const stream = stdout.isTTY ? stdout : stderr;
  if (!stream.isTTY) return;
  const result = score ? `: ${score.metric} ${shortNumber(score.value)}` : "";
  stream.write(`\u001b]9;${printable(`epochal: ${name} ${outcome}${result}`)}\u0007\u0007`);
}

async function runCommand(command: string, run: EndedRun, terminal: Terminal): Promise<void> {
  const failed = (why: string) => logNote(terminal, `the command of --on-end ${why}: ${command}`);
  // Loaded when it is needed: most runs have no command.
  const { spawn } = await import("node:child_process");
  await new Promise<void>((resolve) => {
    const child = spawn(command, {
      shell: true,
      stdio: ["ignore", "inherit", "inherit"],
      env: environmentOf(run, terminal),
    });
    child.on("error", ({ message }) => {
      failed(`could not be started (${message})`);
      resolve();
    });
    child.on("close", (code, signal) => {
      if (code !== 0) failed(code === null ? `was ended by ${signal}` : `failed with exit code ${code}`);
      resolve();
    });
  });
}

/** The environment of the command. A variable is empty if it is not known. */
function environmentOf(run: EndedRun, { env }: Pick<Terminal, "env">): NodeJS.ProcessEnv {
  const { id, name, outcome, epoch, score, model } = run;
  // The name may come from a server.
  const text = (value: string | number | undefined) => printable(String(value ?? ""));
  return {
    ...env,
    EPOCHAL_RUN: text(id),
    EPOCHAL_NAME: text(name),
    EPOCHAL_OUTCOME: text(outcome),
    EPOCHAL_EPOCH: text(epoch),
    EPOCHAL_METRIC: text(score?.metric),
    EPOCHAL_SCORE: text(score?.value),
    EPOCHAL_SCORE_ROWS: text(score?.part),
    EPOCHAL_MODEL: text(model),
  };
}
