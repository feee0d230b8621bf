import { errorMessage, InputError } from "../errors.ts";
import { readText } from "../files/read-files.ts";

/**
 * Adds the CA or self-signed certificates in a file to those this process trusts.
 * @throws InputError when the file holds none, or this Node is too old.
 */
export async function addTrustedCa(file: string): Promise<void> {
  const text = await readText(file);
  const { default: tls } = await import("node:tls");
  if (typeof tls.setDefaultCACertificates !== "function") {
    throw new InputError(
      `--ca needs Node 22.19 or 24.5 or newer, this is ${process.version}: set NODE_EXTRA_CA_CERTS=${file} instead`,
    );
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new InputError(`${file}: no certificate in PEM format in this file`);
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...certificates]);
  } catch (error) {
    throw new InputError(`${file}: the certificates cannot be used: ${errorMessage(error)}`);
  }
}
