/**
 * Refuses requests that a proxy in between could read differently than this server, such as one with two hosts or two tokens.
 * RFC 9112, §3.2 and §6; Node's parser itself refuses ambiguous lengths of bodies.
 */
import { excerpt, TOKEN_SUBPROTOCOL } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { offeredProtocols } from "./access/authorize.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import { requestUrl } from "./url.ts";

/** Headers with one value: of a repeated one, programs disagree which counts. */
const SINGLE_HEADERS = [
  "Host",
  "Authorization",
  "Origin",
  "Last-Event-ID",
  "Sec-Fetch-Site",
  "Sec-Fetch-Dest",
  "Access-Control-Request-Method",
];

/** `tag` may be repeated. */
const PARAMETERS =
  "token after mode every perSecond allUpTo window follow limit interval sort order status name target".split(" ");

/** A name or an address, with or without a port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;

/** The refusal of an ambiguous request; undefined for other requests. */
export function checkRequest(request: IncomingMessage): HttpReply | undefined {
  const problem =
    wrongVersion(request) ??
    repeatedHeader(request) ??
    repeatedParameter(request) ??
    repeatedToken(request) ??
    wrongHost(request) ??
    wrongBody(request);
  return problem === undefined ? undefined : errorReply(400, problem);
}

function repeatedHeader({ headersDistinct }: IncomingMessage): string | undefined {
  const countOf = (name: string) => headersDistinct[name.toLowerCase()]?.length ?? 0;
  const name = SINGLE_HEADERS.find((each) => countOf(each) > 1);
  return name && `expected one header ${name}, got ${countOf(name)}`;
}

function repeatedParameter(request: IncomingMessage): string | undefined {
  const { searchParams } = requestUrl(request);
  const name = PARAMETERS.find((each) => searchParams.getAll(each).length > 1);
  return name && `expected one parameter ${name}, got ${searchParams.getAll(name).length}`;
}

function repeatedToken(request: IncomingMessage): string | undefined {
  const { length } = offeredProtocols(request).filter((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return length > 1 ? `expected one sub-protocol with a token, got ${length}` : undefined;
}

/** Only HTTP/1.0 has no host. The address of a request may name the host, too: it must be the same one. */
function wrongHost({ headers: { host }, url = "/" }: IncomingMessage): string | undefined {
  if (host === undefined) return undefined;
  if (!HOST.test(host)) return `expected Host to be a name or an address, got ${excerpt(host)}`;
  if (!/^[a-z][a-z\d+.-]*:/i.test(url)) return undefined;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const named = `${target?.protocol}//${host}`;
  if (target && URL.canParse(named) && new URL(named).host === target.host) return undefined;
  return `expected the address of the request to name its Host ${excerpt(host)}, got ${excerpt(target?.host)}`;
}

/** Node's parser takes a few others, which have no rules for a host. */
function wrongVersion({ httpVersion }: IncomingMessage): string | undefined {
  return httpVersion === "1.0" || httpVersion === "1.1" ? undefined : `expected HTTP/1.1, got HTTP/${httpVersion}`;
}

/** HTTP/1.0 has no transfer encodings: a proxy would forward such a body as another request. */
function wrongBody({ headers, httpVersion }: IncomingMessage): string | undefined {
  const isWrong = httpVersion === "1.0" && headers["transfer-encoding"] !== undefined;
  return isWrong ? "expected HTTP/1.1 with Transfer-Encoding, got HTTP/1.0" : undefined;
}
