/** Authorization. A server on localhost must not be reachable from arbitrary web pages. */
import { excerpt } from "@epochal/protocol";
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { requestUrl } from "../url.ts";

/**
 * With a token, a request must present it. Without one, which is only allowed on loopback, the request must name a loopback host,
 * and a web page must come from one.
 *
 * @returns the reply to a request that is refused; undefined if it is authorized.
 */
export function authorize(request: IncomingMessage, token: string | undefined): HttpReply | undefined {
  if (token !== undefined) {
    if (isEqual(tokenOf(request), token)) return undefined;
    return errorReply(401, "wrong or missing token", { "www-authenticate": "Bearer" });
  }
  const { headers } = request;
  const { host, origin } = headers;
  if (!isLoopbackHost(hostname(`http://${host ?? ""}`))) {
    return errorReply(403, `expected a loopback host, got ${excerpt(host)}`);
  }
  if (origin !== undefined && !isLoopbackHost(hostname(origin))) {
    return errorReply(403, `expected a page from a loopback host, got one from ${excerpt(origin)}`);
  }
  // Browsers send no origin for embedded content such as an image. A link that a user follows is fine.
  if (origin === undefined && headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-dest"] !== "document") {
    return errorReply(403, "pages from other hosts may not embed this address");
  }
  return undefined;
}

/** Whether a server that listens on `host` can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The token of the Authorization header; without a bearer token there, that of the URL. */
function tokenOf(request: IncomingMessage): string {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  return bearer ?? requestUrl(request).searchParams.get("token") ?? "";
}

function hostname(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function isEqual(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
