/** What there is at which address. */
import { decodeClientMessage, excerpt, ProtocolError, type ClientMessage } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { errorReply, type HttpReply } from "./http-reply.ts";

export type SubscribeRequest = ClientMessage & { readonly type: "subscribe" };

const WATCH = /^\/v1\/watch\/([^/]+)$/;

/** What a request asks for; the root where its target is no address at all. */
export function requestUrl(request: IncomingMessage): URL {
  const base = "http://localhost";
  const target = request.url ?? "/";
  return new URL(URL.canParse(target, base) ? target : "/", base);
}

/** Whether a WebSocket can be had there. */
export function isSocketPath(pathname: string): boolean {
  return pathname === "/v1" || WATCH.test(pathname);
}

/**
 * The subscription that an address asks for, as if the client had sent it; undefined where it asks for none, an answer where
 * what it asks for is wrong.
 */
export function subscribeRequestOf({ pathname, searchParams }: URL): SubscribeRequest | HttpReply | undefined {
  const [, run] = WATCH.exec(pathname) ?? [];
  return run === undefined ? undefined : parseSubscribeRequest("watch", run, searchParams);
}

/**
 * A subscription with what an address says of it; an answer where that is wrong.
 * @param run as it stands in the address.
 */
export function parseSubscribeRequest(
  id: string,
  run: string,
  searchParams: URLSearchParams,
): SubscribeRequest | HttpReply {
  const given = (name: string) => searchParams.get(name) ?? undefined;
  const number = (name: string) => (given(name) === undefined ? undefined : readNumber(given(name)!));
  try {
    const wish = {
      type: "subscribe",
      id,
      run: decodeURIComponent(run),
      after: given("after"),
      mode: given("mode"),
      every: number("every"),
      perSecond: number("perSecond"),
      window: number("window"),
    };
    return decodeClientMessage(JSON.stringify(wish)) as SubscribeRequest;
  } catch (error) {
    // What is no protocol error is a percent sign that stands for no character.
    return errorReply(
      400,
      error instanceof ProtocolError ? error.message : `expected the id of a run, got ${excerpt(run)}`,
    );
  }
}

/** A number, or the text that is none: an error says which. */
function readNumber(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
