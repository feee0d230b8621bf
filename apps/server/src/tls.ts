/** The certificate and key of a server for `https:` and `wss:`. */
import { createSecureContext } from "node:tls";

export interface Tls {
  /** PEM: the server's certificate, followed by the intermediate certificates. */
  readonly cert: string | Buffer;
  /** PEM, without a passphrase. */
  readonly key: string | Buffer;
}

/** TLS 1.2 only with forward secrecy and authenticated encryption, so without CBC: RFC 9325, §4.2. */
export const tlsRules = {
  minVersion: "TLSv1.2",
  ciphers: [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    ...["ECDSA", "RSA"].flatMap((key) => [
      `ECDHE-${key}-AES128-GCM-SHA256`,
      `ECDHE-${key}-AES256-GCM-SHA384`,
      `ECDHE-${key}-CHACHA20-POLY1305`,
    ]),
  ].join(":"),
} as const;

/** @throws RangeError if one of them cannot be read, or if they do not belong together. */
export function checkTls({ cert, key }: Tls): void {
  check("a certificate in PEM", () => createSecureContext({ cert: notEmpty(cert) }));
  check("a private key in PEM, without a passphrase", () => createSecureContext({ key: notEmpty(key) }));
  check("a key that belongs to the certificate", () => createSecureContext({ cert, key }));
}

/** A file that is being renewed may be empty. Node takes an empty one for none, and then no client can connect. */
function notEmpty(pem: string | Buffer): string | Buffer {
  if (pem.length === 0) throw new Error("an empty file");
  return pem;
}

const descriptions: Readonly<Record<string, string>> = {
  ERR_OSSL_PEM_NO_START_LINE: "something else",
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: "the key of another certificate",
};

function check(expected: string, load: () => unknown): void {
  try {
    load();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new RangeError(`serve: expected ${expected}, got ${descriptions[code] ?? message}`, { cause: error });
  }
}
