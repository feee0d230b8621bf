/** Certificates that this process believes in besides those that everybody does. */
import { InputError } from "../exit-codes.ts";
import { readText } from "../files/files.ts";

/**
 * From now on, connections to servers whose certificates come from this file's are made.
 * @throws InputError when the file holds none, or this Node is too old.
 */
export async function addTrustedCa(file: string): Promise<void> {
  const text = await readText(file);
  const { default: tls } = await import("node:tls");
  if (typeof tls.setDefaultCACertificates !== "function") {
    throw new InputError(
      `watch: expected Node 22.19 or 24.5, or newer, for --ca, got ${process.version}: set NODE_EXTRA_CA_CERTS=${file} instead`,
    );
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (certificates.length === 0) throw new Error("none");
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...certificates]);
  } catch (error) {
    throw new InputError(`${file}: expected certificates in PEM, got: ${(error as Error).message}`);
  }
}
