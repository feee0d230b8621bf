/** The certificate of a server and its key: read from files, and again after SIGHUP. */
import type { Tls } from "@epochal/server";
import fs from "node:fs";
import { InputError, userMessage } from "../errors.ts";
import { readText } from "../files/read-files.ts";
import { logNote, type Terminal } from "../terminal.ts";

export interface TlsFlags {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** A warning if other users of this machine can read the private key; undefined if they cannot. */
export async function keyWarning(file: string): Promise<string | undefined> {
  const { mode } = await fs.promises.stat(file);
  if (process.platform === "win32" || (mode & 0o077) === 0) return undefined;
  return `${file}: other users of this machine can use this private key: chmod 600 ${file}`;
}

/**
 * The TLS option of `serve`, read from the files; empty without them.
 * @throws InputError when only one file is named, or one cannot be read.
 */
export async function readTls({ tlsCert, tlsKey }: TlsFlags): Promise<{ readonly tls?: Tls }> {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsCert === undefined ? ["--tls-key", "--tls-cert"] : ["--tls-cert", "--tls-key"];
    throw new InputError(`${given} needs ${missing}: a certificate and its key go together`);
  }
  return { tls: { cert: await readText(tlsCert), key: await readText(tlsKey) } };
}

export interface CertificateReloader {
  /** The server serves: gives it renewed certificates, now if SIGHUP has come before. `use` throws if one cannot be used. */
  begin(use: (renewed: Tls) => void): void;
  /** From now on SIGHUP ends the process. */
  close(): void;
}

/** From now on SIGHUP ends nothing, but makes the server read its certificate again. No effect without one. */
export function createCertificateReloader(flags: TlsFlags, terminal: Terminal): CertificateReloader {
  const { promise: server, resolve: begin } = Promise.withResolvers<(renewed: Tls) => void>();
  let last = Promise.resolve();
  let isDue = false;

  async function reload(): Promise<void> {
    const use = await server;
    isDue = false;
    try {
      use((await readTls(flags)).tls!);
    } catch (error) {
      logNote(terminal, `the certificate was not renewed: ${userMessage(error)}`);
    }
  }

  /** Once for all signals that come before the files are read. */
  function request(): void {
    if (isDue) return;
    isDue = true;
    last = last.then(reload);
  }

  return { begin, close: flags.tlsCert === undefined ? () => {} : terminal.onReload(request) };
}
