/** What a request for the events of a run asks for. */
import { excerpt, parseCursor } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { parseSubscribeRequest, requestUrl, type SubscribeRequest } from "./url.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import type { Hub } from "../hub.ts";
import { negotiateType, ndjson, serverSentEvents, type StreamFormat } from "./stream-format.ts";

export interface EventsRequest {
  readonly subscribe: SubscribeRequest;
  readonly format: StreamFormat;
  /** Whether it goes on behind what is stored. */
  readonly isFollowing: boolean;
  /** At most so many events. */
  readonly limit: number;
  /** Whether it comes back, by itself, with the last id that it was told. */
  readonly isReconnecting: boolean;
}

/** In place of a cursor, the id behind the end of a run: whoever comes back with it has heard all. */
export const END_ID = "end";

const EVENTS = /^\/v1\/runs\/([^/]+)\/events$/;
const FORMATS = [ndjson, serverSentEvents];

/** The wish, or what is wrong with it; undefined where the address is another one. */
export function parseEventsRequest(
  request: IncomingMessage,
  hub: Pick<Hub, "runs">,
): EventsRequest | HttpReply | undefined {
  const { pathname, searchParams } = requestUrl(request);
  const [, run] = EVENTS.exec(pathname) ?? [];
  if (run === undefined) return undefined;
  const types = FORMATS.map(({ contentType }) => contentType);
  const { accept } = request.headers;
  const type = negotiateType(accept, types);
  const format = FORMATS.find(({ contentType }) => contentType === type);
  if (!format) return errorReply(406, `expected Accept to take ${types.join(" or ")}, got ${excerpt(accept)}`);
  if (searchParams.has("window")) {
    return errorReply(400, "expected no window where nothing can be acknowledged: it is as fast as you read");
  }
  const follow = searchParams.get("follow") ?? "false";
  if (follow !== "true" && follow !== "false") {
    return errorReply(400, `expected follow to be true or false, got ${excerpt(follow)}`);
  }
  const limit = Number(searchParams.get("limit") ?? Infinity);
  if (!(limit >= 1) || (limit !== Infinity && !Number.isInteger(limit))) {
    return errorReply(400, `expected limit to be a whole number ≥ 1, got ${excerpt(searchParams.get("limit"))}`);
  }
  const subscribe = parseSubscribeRequest("events", run, searchParams);
  if ("status" in subscribe) return subscribe;
  const lastId = format === serverSentEvents ? request.headers["last-event-id"] : undefined;
  const wish = { format, isFollowing: follow === "true" || format === serverSentEvents, limit };
  if (lastId === END_ID) return { status: 204 };
  if (lastId === undefined || lastId === "") return { ...wish, subscribe, isReconnecting: false };
  return { ...wish, subscribe: goOn(subscribe, String(lastId), hub), isReconnecting: true };
}

/** The same, from where it was: a cursor knows its run. */
function goOn(subscribe: SubscribeRequest, lastId: string, hub: Pick<Hub, "runs">): SubscribeRequest {
  const log = parseCursor(lastId)?.log;
  const record = subscribe.run === "latest" ? hub.runs().find((run) => run.log === log) : undefined;
  // What is no cursor is none of this log.
  return { ...subscribe, run: record?.id ?? subscribe.run, after: log === undefined ? "none:0" : lastId };
}
