/** The paths of the server and the subscriptions that URLs describe. */
import { decodeClientMessage, excerpt, ProtocolError } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { SubscribeRequest } from "../subscription/subscriptions.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";

const WATCH = /^\/v1\/watch\/([^/]+)$/;

/** The paths of the server, below any path at which a proxy shows it, with or without a slash at the end. */
const ROUTE =
  /(\/v1\/(?:watch\/[^/]+|runs\/[^/]+\/(?:events|model)|runs)|\/(?:v1|asyncapi\.json|healthz|readyz|metrics))\/*$/;

/** The URL of a request, without the path of a proxy; the root if its target is not a valid URL. */
export function requestUrl(request: IncomingMessage): URL {
  const base = "http://localhost";
  const target = request.url ?? "/";
  // A target with two slashes is a path, not another host.
  const address = target.startsWith("/") ? `${base}${target}` : target;
  const url = new URL(URL.canParse(address, base) ? address : "/", base);
  // The longest route wins, so that a run may be called `v1`.
  url.pathname = ROUTE.exec(url.pathname)?.[1] ?? url.pathname;
  return url;
}

/** Whether clients can open a WebSocket at this path. */
export function isSocketPath(pathname: string): boolean {
  return pathname === "/v1" || WATCH.test(pathname);
}

/** The subscription that the URL of a WebSocket describes; undefined if it describes none, an error reply if it is invalid. */
export function subscribeRequestOf({ pathname, searchParams }: URL): SubscribeRequest | HttpReply | undefined {
  const [, run] = WATCH.exec(pathname) ?? [];
  return run === undefined ? undefined : parseSubscribeRequest("watch", run, searchParams);
}

/**
 * A subscription with the options of a URL, as if the client had sent it as a message; an error reply if they are invalid.
 * @param run the id as it is written in the URL.
 */
export function parseSubscribeRequest(id: string, run: string, params: URLSearchParams): SubscribeRequest | HttpReply {
  const text = (name: string) => params.get(name) ?? undefined;
  const number = (name: string) => (text(name) === undefined ? undefined : parseNumber(text(name)!));
  try {
    const message = {
      type: "subscribe",
      id,
      run: decodeURIComponent(run),
      after: text("after"),
      mode: text("mode"),
      every: number("every"),
      perSecond: number("perSecond"),
      allUpTo: number("allUpTo"),
      window: number("window"),
    };
    return decodeClientMessage(JSON.stringify(message)) as SubscribeRequest;
  } catch (error) {
    // Any other error is an invalid percent-encoding.
    return errorReply(
      400,
      error instanceof ProtocolError ? error.message : `expected the id of a run, got ${excerpt(run)}`,
    );
  }
}

const MAX_LIMIT = 999_999_999_999_999;

/** The parameter `limit`, by default Infinity; or why it is invalid. */
export function parseLimit(params: URLSearchParams): number | string {
  const limit = params.get("limit");
  if (limit === null) return Infinity;
  if (/^[1-9]\d{0,14}$/.test(limit)) return Number(limit);
  return `expected limit to be a whole number from 1 to ${MAX_LIMIT}, got ${excerpt(limit)}`;
}

/** A number, or the text itself if it is not one, so that the error shows it. */
function parseNumber(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
