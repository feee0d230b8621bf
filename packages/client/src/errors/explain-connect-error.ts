/** The reason for a failed connection. A WebSocket does not report it; plain HTTP to the same address does. */
import type { ServerAddress } from "../server-address.ts";
import { readRefusal } from "../http/read-refusal.ts";

/** Why a connection has failed. */
export interface ConnectError {
  /** One line: what was expected at which address, what happened, what to do. */
  readonly text: string;
  /**
   * The answer to plain HTTP there: a server that speaks the protocol; one that may accept the connection later; one that will not,
   * for example because of a wrong token; or nothing that answers.
   */
  readonly found: "server" | "busy" | "refusal" | "nothing";
  /** How long the server asks to wait. */
  readonly retryAfterMs: number;
}

/** Timeout of the HTTP request: longer than the delay with which a server answers wrong tokens. */
const TIMEOUT_MS = 10_000;

/** A server that asks for a longer wait is tried again after this time. */
const MAX_RETRY_AFTER_SECONDS = 3600;

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
    const { status } = response;
    const error = (await readRefusal(response))?.error;
    const reason = typeof error === "string" ? error : "";
    const retryAfterMs = 1000 * Math.min(Number(response.headers.get("retry-after")) || 0, MAX_RETRY_AFTER_SECONDS);
    const found = foundBy(status);
    const isClosing = found === "server" && wasOpen;
    const got = isClosing ? "one that closed the connection: try again" : `${status}${explainStatus(status, reason)}`;
    return { text: `${expected}, got ${got}`, found, retryAfterMs };
  } catch (error) {
    return { text: `${expected}${explainFailure(error as Error)}`, found: "nothing", retryAfterMs: 0 };
  }
}

/** See PROTOCOL.md, "Reconnecting". A server replies 426 to plain HTTP: it is running. */
function foundBy(status: number): ConnectError["found"] {
  if (status === 426) return "server";
  return status === 408 || status === 429 || status >= 500 ? "busy" : "refusal";
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
  const { code = "", message = "" } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  // Node's codes for certificates. Browsers give none.
  if (/CERT|SIGNATURE/.test(code)) {
    return ` with a trusted certificate, got ${code}: pass the certificate or its CA (--ca, or NODE_EXTRA_CA_CERTS)`;
  }
  if (code.startsWith("ERR_SSL")) return ", got one without TLS: use ws: in place of wss:";
  if (code === "UND_ERR_SOCKET" || message.includes("HTTP")) {
    return ", got no reply in HTTP: it is another program, or a server with TLS (wss: in place of ws:)";
  }
  return ", got no answer: start one with `epochal serve`, or check the address";
}
