import { isInForeground } from "@epochal/dashboard/is-in-foreground";
import { printable, printableLines } from "@epochal/view/printable";
import type { ExitSignal } from "./exit-codes.ts";

/** The parts of the process that the command uses; passed in, so that tests can replace them. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stdin: NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Calls `handle` for every signal that should end the process, `SIGPIPE` included, and for one that came before; returns a
   * function that stops it. From then on no signal ends the process by itself: the results can be written.
   */
  onSignal(handle: SignalHandler): () => void;
  /** Calls `handle` for every SIGHUP that the process receives, which then ends nothing; returns a function that stops it. */
  onReload(handle: () => void): () => void;
}

/** @param isForced whether this is a second signal of a user who wants to wait no longer. */
export type SignalHandler = (signal: ExitSignal, isForced: boolean) => void;

/** Passed to every command. */
export interface Context {
  readonly terminal: Terminal;
  setExitCode(code: number): void;
}

/** Prints a line of data to standard output; characters that a terminal would execute are shown as escapes, also in JSON. */
export function writeLine(terminal: Terminal, line: string): void {
  terminal.stdout.write(`${printable(line)}\n`);
}

/** Prints several lines of data, like `writeLine`. */
export function writeLines(terminal: Terminal, text: string): void {
  terminal.stdout.write(`${printableLines(text)}\n`);
}

/** Writes data in UTF-8 as it is, such as the cells of a table; only a terminal gets unsafe characters as escapes. */
export function writeData({ stdout }: Pick<Terminal, "stdout">, data: Uint8Array): void {
  stdout.write(stdout.isTTY ? printableLines(Buffer.from(data).toString()) : data);
}

/** Prints a note for the user to standard error, so that a pipe does not get it, with unsafe characters as escapes, and without the tokens of addresses. */
export function logNote(terminal: Terminal, line: string): void {
  const text = line.replaceAll(/(token(?:=|%3d))[^\s;,&/?#"'`)]+/gi, "$1…");
  terminal.stderr.write(`epochal: ${printable(text)}\n`);
}

/** The name under which the command was called, for hints that can be copied. */
export function commandName({ env }: Terminal): string {
  return env["npm_lifecycle_event"] === "start" ? "npm start --" : "epochal";
}

/** The terminal's background colour by `COLORFGBG`; dark if that is not set. */
export function terminalBackground(env: Terminal["env"]): "dark" | "light" {
  const colour = Number(env["COLORFGBG"]?.split(";").at(-1) || NaN);
  return colour === 7 || colour > 8 ? "light" : "dark";
}

/** Whether the terminal can show braille: it takes UTF-8, and is not a Linux console, whose font has none. */
export function canShowBraille(env: Terminal["env"]): boolean {
  if (env["TERM"] === "linux") return false;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  // Windows and macOS do not need these variables.
  if (!locale) return process.platform === "win32" || process.platform === "darwin";
  return /utf-?8/i.test(locale);
}

/**
 * Whether the dashboard can be drawn: input and output are a terminal that can move its cursor, this process is not in its
 * background, and not a CI job.
 */
export function canDraw(terminal: Terminal): boolean {
  const { stdout, env } = terminal;
  const isContinuousIntegration = env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false";
  // `isTTY` is undefined for a pipe. Node creates `stdin` on first access, which is slow, so it is checked last.
  const isTerminal = Boolean(stdout.isTTY && terminal.stdin.isTTY) && env["TERM"] !== "dumb";
  return isTerminal && !isContinuousIntegration && isInForeground();
}
