/** Tokens of a server: from an option, from a file, or from the environment; process listings show only the first. */
import { Option, type Command } from "commander";
import fs from "node:fs";
import { InputError } from "../errors.ts";
import { readText } from "../files/read-files.ts";
import { logNote, type Terminal } from "../terminal.ts";

export interface TokenFlags {
  readonly token?: string;
  readonly tokenFile?: string;
}

/** Adds `--token` and `--token-file`. */
export function addTokenOptions(command: Command, meaning: string): Command {
  return command
    .option("--token <token>", `${meaning} (default: $EPOCHAL_TOKEN)`)
    .addOption(new Option("--token-file <file>", "read the token from a file").conflicts("token"));
}

/** The token in the flags, or that of the environment. */
export function resolveToken({ token, tokenFile }: TokenFlags, terminal: Terminal): Promise<string | undefined> {
  return oneOf(token, tokenFile, "EPOCHAL_TOKEN", terminal);
}

/** The token with which clients only watch. */
export function resolveViewToken(
  { viewToken, viewTokenFile }: { readonly viewToken?: string; readonly viewTokenFile?: string },
  terminal: Terminal,
): Promise<string | undefined> {
  return oneOf(viewToken, viewTokenFile, "EPOCHAL_VIEW_TOKEN", terminal);
}

/** The token for the server at `url`, with a note if it is sent there in the clear. */
export async function resolveClientToken(
  flags: TokenFlags,
  url: string,
  terminal: Terminal,
): Promise<string | undefined> {
  const token = await resolveToken(flags, terminal);
  const { protocol = "", hostname = "" } = URL.canParse(url) ? new URL(url) : {};
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (token !== undefined && !isLoopback && /^(ws|http):$/.test(protocol)) {
    logNote(
      terminal,
      `the token travels to ${hostname} unencrypted, and others may read it: use wss: if the server can`,
    );
  }
  return token;
}

/** Sets the token in an advised command, if there is one. */
export function tokenVariable(token: string | undefined): string {
  return token === undefined ? "" : "EPOCHAL_TOKEN=… ";
}

async function oneOf(
  given: string | undefined,
  file: string | undefined,
  variable: string,
  terminal: Terminal,
): Promise<string | undefined> {
  if (file === undefined) return given ?? (terminal.env[variable] || undefined);
  const token = (await readText(file)).replace(/\r?\n$/, "");
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(`${file}: this file holds no token: write it in one line, without blanks`);
  }
  const { mode } = await fs.promises.stat(file);
  if (process.platform !== "win32" && mode & 0o077) {
    logNote(terminal, `${file}: other users of this machine can read the token: chmod 600 ${file}`);
  }
  return token;
}
