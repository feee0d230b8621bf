/** The reason for a failed connection. A WebSocket does not report it; plain HTTP to the same address does. */
import type { ServerAddress } from "./server-address.ts";

/** Why a connection has failed. */
export interface ConnectError {
  /** One line: what was expected at which address, what happened, what to do. */
  readonly text: string;
  /** Whether plain HTTP finds a server there that speaks the protocol. */
  readonly isReachable: boolean;
}

/** Timeout of the HTTP request. */
const TIMEOUT_MS = 5000;

/**
 * @param wasOpen whether the WebSocket was open before it failed.
 * @param signal aborts the HTTP request.
 */
export async function explainConnectError(
  { url: address, name, headers }: ServerAddress,
  wasOpen: boolean,
  request: typeof fetch,
  signal: AbortSignal,
): Promise<ConnectError> {
  const expected = `connect: expected an epochal server at ${name}`;
  const url = new URL(address);
  url.protocol = address.protocol.replace(/^ws/, "http");
  try {
    const response = await request(url, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const reason = readReason(await response.text());
    // An epochal server replies 426 to plain HTTP: it is running.
    const isReachable = response.status === 426;
    if (isReachable && wasOpen)
      return { text: `${expected}, got one that closed the connection: try again`, isReachable };
    return { text: `${expected}, got ${response.status}${explainStatus(response.status, reason)}`, isReachable };
  } catch (error) {
    return { text: `${expected}${explainFailure(error as Error)}`, isReachable: false };
  }
}

/** A proxy that does not pass `Upgrade` on makes a plain request of the handshake. */
const NO_WEBSOCKETS =
  "a proxy in between takes no WebSockets: it must pass the headers Upgrade and Connection on, as PROTOCOL.md says";

function explainStatus(status: number, reason: string): string {
  if (status === 426) return `: ${NO_WEBSOCKETS}`;
  if (reason !== "") return `: ${reason}`;
  if (status === 200 || status === 400) return `: it is another server, or ${NO_WEBSOCKETS}`;
  return status === 404 ? ": check the path of the address" : "";
}

function explainFailure({ cause }: Error): string {
  const { code = "" } = (cause ?? {}) as { readonly code?: string };
  // Node's codes for certificates. Browsers give none.
  if (/CERT|SIGNATURE/.test(code)) {
    return ` with a trusted certificate, got ${code}: pass the certificate or its CA (--ca, or NODE_EXTRA_CA_CERTS)`;
  }
  return ", got no answer: start one with `epochal serve`, or check the address";
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
