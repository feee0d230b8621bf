/** Authorization. A server on localhost must not be reachable from arbitrary web pages. */
import { excerpt, TOKEN_SUBPROTOCOL } from "@epochal/protocol";
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Access } from "../../connection.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { isTrustedOrigin, type Origins } from "./cors.ts";
import { isLoopbackUrl } from "./loopback.ts";
import { requestUrl } from "../url.ts";

/** The rules for access, as in `ServeOptions`. */
export interface AccessRules {
  readonly token: string | undefined;
  readonly viewToken: string | undefined;
  readonly allowedOrigins: Origins;
}

/**
 * With tokens, a request must present one of them. Without any, which is only allowed on loopback, the request must name a loopback
 * host, and a web page must come from one, or from an allowed origin.
 *
 * @returns what the client may do, or the reply to a request that is refused.
 */
export function authorize(
  request: IncomingMessage,
  { token, viewToken, allowedOrigins }: AccessRules,
): Access | HttpReply {
  if (token !== undefined || viewToken !== undefined) {
    const given = tokenOf(request);
    const [mayControl, mayView] = [isEqual(given, token), isEqual(given, viewToken)];
    if (mayControl || mayView) return { mayControl };
    return errorReply(401, "wrong or missing token", { "www-authenticate": "Bearer" });
  }
  const { headers } = request;
  const { host, origin } = headers;
  if (!isLoopbackUrl(`http://${host ?? ""}`)) {
    return errorReply(403, `expected a loopback host, got ${excerpt(host)}`);
  }
  if (origin !== undefined && !isTrustedOrigin(origin, allowedOrigins)) {
    return errorReply(403, `expected a page from a loopback host, got one from ${excerpt(origin)}`);
  }
  // Browsers send no origin for embedded content such as an image. A link that a user follows is fine.
  if (origin === undefined && headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-dest"] !== "document") {
    return errorReply(403, "pages from other hosts may not embed this address");
  }
  return { mayControl: false };
}

/** The token of the Authorization header, else that among the sub-protocols, else that of the URL; empty without any. */
export function tokenOf(request: IncomingMessage): string {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  return bearer ?? tokenAmong(offeredProtocols(request)) ?? requestUrl(request).searchParams.get("token") ?? "";
}

function tokenAmong(protocols: readonly string[]): string | undefined {
  const offered = protocols.find((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return offered === undefined
    ? undefined
    : Buffer.from(offered.slice(TOKEN_SUBPROTOCOL.length), "base64url").toString();
}

/** The sub-protocols that the client of a WebSocket offers. */
export function offeredProtocols({ headers }: IncomingMessage): string[] {
  const offered = headers["sec-websocket-protocol"];
  return offered === undefined ? [] : offered.split(",").map((name) => name.trim());
}

/** Takes the same time for any given token: the hashes have one length. */
function isEqual(given: string, token: string | undefined): boolean {
  const [a, b] = [given, token ?? ""].map((text) => createHash("sha256").update(text).digest());
  return token !== undefined && timingSafeEqual(a!, b!);
}
