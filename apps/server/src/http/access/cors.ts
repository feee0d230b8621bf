/** Cross-origin requests: pages from this machine, and from origins that the operator allows, may send requests with a token. */
import { excerpt } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { isLoopbackOrigin } from "./loopback.ts";

const METHODS = "GET, HEAD";
const HEADERS = "authorization, content-type, last-event-id";
/** How long a browser remembers that it may send such requests. */
const MAX_AGE_SECONDS = 7200;

/** The origin of a page, as browsers send it. */
export type Origins = readonly string[];

/** Whether pages from this origin may send any request and read every reply, also a refusal. */
export function isTrustedOrigin(origin: string, allowed: Origins): boolean {
  return isLoopbackOrigin(origin) || allowed.includes(origin);
}

/**
 * The headers with which a page may read the reply.
 * @param isAuthorized whether the request is authorized; its page may then read the reply, wherever it comes from.
 */
export function corsHeaders(
  { headers: { origin } }: IncomingMessage,
  isAuthorized: boolean,
  allowed: Origins,
): Record<string, string> {
  if (origin === undefined) return {};
  if (!isAuthorized && !isTrustedOrigin(origin, allowed)) return { vary: "origin" };
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers":
      "epochal-steering, epochal-model-epoch, epochal-model-final, retry-after, www-authenticate",
  };
}

/**
 * The reply to a browser that asks whether a page may send a request with a token; undefined for other requests.
 * @param methods that the server has. Default `GET, HEAD`.
 */
export function preflightReply(
  { method, headers }: IncomingMessage,
  allowed: Origins,
  methods: string = METHODS,
): HttpReply | undefined {
  const { origin } = headers;
  if (method !== "OPTIONS" || origin === undefined || headers["access-control-request-method"] === undefined) {
    return undefined;
  }
  if (!isTrustedOrigin(origin, allowed)) {
    return errorReply(403, `pages from ${excerpt(origin)} may not send requests; allow them with --allow-origin`);
  }
  return {
    status: 204,
    headers: {
      "access-control-allow-methods": methods,
      "access-control-allow-headers": HEADERS,
      "access-control-max-age": String(MAX_AGE_SECONDS),
      // https://wicg.github.io/private-network-access: a page on the internet may reach this machine's network.
      ...(headers["access-control-request-private-network"] === "true" && {
        "access-control-allow-private-network": "true",
      }),
    },
  };
}
