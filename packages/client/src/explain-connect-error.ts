/** The reason for a failed connection. A WebSocket does not report it; plain HTTP to the same address does. */

/** Timeout of the HTTP request. */
const TIMEOUT_MS = 5000;

/**
 * Resolves to one line: what was expected at `address`, what happened, what to do.
 * @param signal aborts the HTTP request.
 */
export async function explainConnectError(address: URL, request: typeof fetch, signal: AbortSignal): Promise<string> {
  const expected = `connect: expected an epochal server at ${address.origin}`;
  const url = new URL(address);
  url.protocol = address.protocol.replace(/^ws/, "http");
  try {
    const response = await request(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    const reason = readReason(await response.text());
    // An epochal server replies 426 to plain HTTP: it is running.
    if (response.status === 426) return `${expected}, got one that closed the connection: try again`;
    return `${expected}, got ${response.status}${reason === "" ? "" : `: ${reason}`}`;
  } catch (error) {
    const { code = "" } = ((error as Error).cause ?? {}) as { readonly code?: string };
    // Node's codes for certificates. Browsers give none.
    if (/CERT|SIGNATURE/.test(code)) {
      return `${expected} with a trusted certificate, got ${code}: pass the certificate or its CA (--ca, or NODE_EXTRA_CA_CERTS)`;
    }
    return `${expected}, got no answer: start one with \`epochal serve\`, or check the address`;
  }
}

/** The `error` of a rejection's JSON body. */
function readReason(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}
