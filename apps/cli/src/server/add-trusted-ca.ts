import { errorMessage, InputError } from "../errors.ts";
import { readText } from "../files/read-files.ts";

/**
 * Adds the CA or self-signed certificates in a file to those this process trusts.
 * @throws InputError when the file holds none, or one that cannot be used.
 */
export async function addTrustedCa(file: string): Promise<void> {
  const text = await readText(file);
  const [{ default: tls }, { X509Certificate }] = await Promise.all([import("node:tls"), import("node:crypto")]);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new InputError(`${file}: no certificate in PEM format in this file`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    throw new InputError(`${file}: the certificates cannot be used: ${errorMessage(error)}`);
  }
  const ca = [...tls.getCACertificates("default"), ...certificates];
  const { createSecureContext } = tls;
  // Node 22.18, and 24 before 24.5, lack the function. There, the certificates become the default of each connection.
  if (typeof tls.setDefaultCACertificates === "function") tls.setDefaultCACertificates(ca);
  else tls.createSecureContext = (options = {}) => createSecureContext({ ...options, ca: options.ca ?? ca });
}
