/** Why no connection came about: a WebSocket does not say, but the same address asked by HTTP does. */

/** How long a server may take to say why. */
const TIMEOUT_MS = 5000;

/**
 * One line: what was expected at `address`, what came, what to do.
 * @param signal ends the question when nobody waits for the answer any more.
 */
export async function explainConnectError(address: URL, ask: typeof fetch, signal: AbortSignal): Promise<string> {
  const expected = `connect: expected an epochal server at ${address.origin}`;
  const url = new URL(address);
  url.protocol = address.protocol.replace(/^ws/, "http");
  try {
    const response = await ask(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    const reason = reasonOf(await response.text());
    // 426 is what our server says to plain HTTP: it is there.
    if (response.status === 426) return `${expected}, got one that closed the connection: try again`;
    return `${expected}, got ${response.status}${reason === "" ? "" : `: ${reason}`}`;
  } catch (error) {
    const { code = "" } = ((error as Error).cause ?? {}) as { readonly code?: string };
    // What Node says of certificates; browsers say nothing.
    if (/CERT|SIGNATURE/.test(code)) {
      return `${expected} with a certificate that is trusted here, got ${code}: name it, or the one it comes from (--ca, or NODE_EXTRA_CA_CERTS)`;
    }
    return `${expected}, got no answer: start one with \`epochal serve\`, or check the address`;
  }
}

/** What our server says of a refusal. */
function reasonOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" ? error : "";
  } catch {
    return "";
  }
}
