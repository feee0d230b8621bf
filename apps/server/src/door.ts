/** Who may come in: a demo on one's own machine must not be a door for the pages one visits. */
import type { IncomingMessage } from "node:http";
import { timingSafeEqual } from "node:crypto";

/** Why a request is refused, as an HTTP status and a line; undefined for one that is let in. */
export type Refusal = { readonly status: number; readonly reason: string } | undefined;

/**
 * Lets in whoever has the token, where one is set. Without one, which is only allowed on loopback, the request must name
 * a loopback host. A page may connect only from a loopback address or with the token.
 */
export function checkRequest(request: IncomingMessage, token: string | undefined): Refusal {
  if (token !== undefined) {
    const given =
      request.headers.authorization?.replace(/^Bearer /, "") ?? targetOf(request).searchParams.get("token") ?? "";
    if (!isEqual(given, token)) return { status: 401, reason: "expected the server's token, got none or another" };
    return undefined;
  }
  const { host, origin } = request.headers;
  if (!isLoopbackHost(hostname(`http://${host ?? ""}`))) {
    return { status: 403, reason: `expected a loopback host, got "${host ?? ""}"` };
  }
  if (origin !== undefined && !isLoopbackHost(hostname(origin))) {
    return { status: 403, reason: `expected a page of this machine, got one of ${origin}` };
  }
  return undefined;
}

/** What a request asks for; the root where its target is no address at all. */
export function targetOf(request: IncomingMessage): URL {
  const base = "http://localhost";
  const target = request.url ?? "/";
  return new URL(URL.canParse(target, base) ? target : "/", base);
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function hostname(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function isEqual(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
