/** A certificate and its key, from their files. */
import type { Tls } from "@epochal/server";
import { InputError } from "../exit-codes.ts";
import { readText } from "../files/files.ts";

export interface TlsFlags {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/**
 * What `serve` wants; nothing where neither is named.
 * @throws InputError when only one is named, or a file cannot be read.
 */
export async function readTls({ tlsCert, tlsKey }: TlsFlags): Promise<{ readonly tls?: Tls }> {
  if (tlsCert === undefined && tlsKey === undefined) return {};
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsCert === undefined ? ["--tls-key", "--tls-cert"] : ["--tls-cert", "--tls-key"];
    throw new InputError(`serve: expected ${missing} with ${given}, got none: a certificate and its key go together`);
  }
  return { tls: { cert: await readText(tlsCert), key: await readText(tlsKey) } };
}
