import type { Tls } from "@epochal/server";
import fs from "node:fs";
import { InputError } from "../errors.ts";
import { readText } from "../files/read-files.ts";

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
