/** Authorization. A server on localhost must not be reachable from arbitrary web pages. */
import { excerpt } from "@epochal/protocol";
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Access } from "../../connection.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { requestUrl } from "../url.ts";

/** The tokens of a server, as in `ServeOptions`. */
export interface Tokens {
  readonly token: string | undefined;
  readonly viewToken: string | undefined;
}

/**
 * With tokens, a request must present one of them. Without any, which is only allowed on loopback, the request must name a loopback
 * host, and a web page must come from one.
 *
 * @returns what the client may do, or the reply to a request that is refused.
 */
export function authorize(request: IncomingMessage, { token, viewToken }: Tokens): Access | HttpReply {
  if (token !== undefined || viewToken !== undefined) {
    const given = tokenOf(request);
    const [mayControl, mayView] = [isEqual(given, token), isEqual(given, viewToken)];
    if (mayControl || mayView) return { mayControl };
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
  return { mayControl: false };
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

/** Takes the same time for any given token: the hashes have one length. */
function isEqual(given: string, token: string | undefined): boolean {
  const [a, b] = [given, token ?? ""].map((text) => createHash("sha256").update(text).digest());
  return token !== undefined && timingSafeEqual(a!, b!);
}
