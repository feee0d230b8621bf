/** Who may come in: a demo on one's own machine must not be a door for the pages one visits. */
import { excerpt } from "@epochal/protocol";
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { requestUrl } from "./url.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";

/**
 * Lets in whoever has the token, where one is set. Without one, which is only allowed on loopback, the request must name
 * a loopback host. A page may connect only from a loopback address or with the token.
 *
 * @returns the refusal; undefined for a request that is let in.
 */
export function authorize(request: IncomingMessage, token: string | undefined): HttpReply | undefined {
  if (token !== undefined) {
    if (isEqual(tokenOf(request), token)) return undefined;
    return errorReply(401, "expected the server's token, got none or another", { "www-authenticate": "Bearer" });
  }
  const { headers } = request;
  const { host, origin } = headers;
  if (!isLoopbackHost(hostname(`http://${host ?? ""}`))) {
    return errorReply(403, `expected a loopback host, got ${excerpt(host)}`);
  }
  if (origin !== undefined && !isLoopbackHost(hostname(origin))) {
    return errorReply(403, `expected a page of this machine, got one of ${excerpt(origin)}`);
  }
  // Of what a page embeds, as by an image, browsers name no origin; a link that somebody follows is another matter.
  if (origin === undefined && headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-dest"] !== "document") {
    return errorReply(403, "expected a page of this machine, got something that one of elsewhere embeds");
  }
  return undefined;
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What the header says, or, where there is none of our scheme, the address. */
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
