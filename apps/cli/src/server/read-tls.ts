import type { Tls } from "@epochal/server";
import { InputError } from "../errors.ts";
import { readText } from "../files/read-files.ts";

export interface TlsFlags {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
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
