/** The reason for a failed connection. A WebSocket does not report it; plain HTTP to the same address does. */
import type { ServerAddress } from "../server-address.ts";
import type { SchedulerLike } from "rxjs";
import { getText } from "../http/get-text.ts";
import { readRefusal } from "../http/read-refusal.ts";
import { explainStatus, NO_WEBSOCKETS } from "./explain-status.ts";

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
 * @param scheduler the clock of its time limit.
 * @param signal aborts the HTTP request.
 */
export async function explainConnectError(
  { url: address, name, headers }: ServerAddress,
  wasOpen: boolean,
  request: typeof fetch,
  scheduler: SchedulerLike,
  signal: AbortSignal,
): Promise<ConnectError> {
  const expected = `connect: expected an epochal server at ${name}`;
  const url = new URL(address);
  url.protocol = address.protocol.replace(/^ws/, "http");
  try {
    const reply = await getText(url, { request, headers, scheduler, timeoutMs: TIMEOUT_MS, maxBytes: 0, signal });
    const { status } = reply;
    const { reason } = readRefusal(reply.text);
    const retryAfterMs = 1000 * Math.min(Number(reply.headers.get("retry-after")) || 0, MAX_RETRY_AFTER_SECONDS);
    const found = foundBy(status);
    const isClosing = found === "server" && wasOpen;
    const got = isClosing
      ? "one that closed the connection: try again"
      : `${status}${explainHandshake(status, reason)}`;
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

/** Explains a refused handshake by the status of the same request over plain HTTP. */
function explainHandshake(status: number, reason: string): string {
  const isAmbiguous = reason === "" && (status === 200 || status === 400);
  return isAmbiguous ? `: it is another server, or ${NO_WEBSOCKETS}` : explainStatus(status, reason);
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
