/** A certificate and its key, by which a server is `https:` and `wss:`. */
import { createSecureContext } from "node:tls";

export interface Tls {
  /** In PEM: the server's certificate, and behind it those that lead to one that clients know. */
  readonly cert: string | Buffer;
  /** In PEM, without a passphrase. */
  readonly key: string | Buffer;
}

/** @throws RangeError when one of them cannot be read, or they do not belong together. */
export function checkTls({ cert, key }: Tls): void {
  read("a certificate in PEM", () => createSecureContext({ cert }));
  read("a private key in PEM, without a passphrase", () => createSecureContext({ key }));
  read("a key that belongs to the certificate", () => createSecureContext({ cert, key }));
}

const told: Readonly<Record<string, string>> = {
  ERR_OSSL_PEM_NO_START_LINE: "something else",
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: "that of another",
};

function read(expected: string, make: () => unknown): void {
  try {
    make();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new RangeError(`serve: expected ${expected}, got ${told[code] ?? message}`, { cause: error });
  }
}
