/** Parses a request for the events of a run, `GET /v1/runs/RUN/events`. */
import { excerpt, parseCursor } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { Hub } from "../../hub.ts";
import type { SubscribeRequest } from "../../subscription/subscriptions.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { negotiateType } from "../negotiate-type.ts";
import { ndjson, serverSentEvents, type StreamFormat } from "./stream-format.ts";
import { parseLimit, parseSubscribeRequest, requestUrl } from "../url.ts";

export interface EventsRequest {
  readonly subscribe: SubscribeRequest;
  readonly format: StreamFormat;
  /** Whether the response continues after the stored events. */
  readonly isFollowing: boolean;
  /** The maximum number of events. */
  readonly limit: number;
  /** Whether an `EventSource` reconnects, with the last id it received. */
  readonly isReconnecting: boolean;
}

/** The id after the end of a run, in place of a cursor. A client that reconnects with it has received everything. */
export const END_ID = "end";

const EVENTS = /^\/v1\/runs\/([^/]+)\/events$/;
const FORMATS = [ndjson, serverSentEvents];

/** The request, or an error reply if it is invalid; undefined for other paths. */
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
  if (!format) return errorReply(406, `expected Accept to allow ${types.join(" or ")}, got ${excerpt(accept)}`);
  if (searchParams.has("window")) {
    return errorReply(400, "a response has no window: it is sent as fast as the client reads");
  }
  const follow = searchParams.get("follow") ?? "false";
  if (follow !== "true" && follow !== "false") {
    return errorReply(400, `expected follow to be true or false, got ${excerpt(follow)}`);
  }
  const limit = parseLimit(searchParams);
  if (typeof limit === "string") return errorReply(400, limit);
  const subscribe = parseSubscribeRequest("events", run, searchParams);
  if ("status" in subscribe) return subscribe;
  const lastId = format === serverSentEvents ? request.headers["last-event-id"] : undefined;
  const events = {
    format,
    isFollowing: follow === "true" || format === serverSentEvents,
    limit,
  };
  if (lastId === END_ID) return { status: 204 };
  if (lastId === undefined || lastId === "") return { ...events, subscribe, isReconnecting: false };
  return { ...events, subscribe: continueAfter(String(lastId), subscribe, hub), isReconnecting: true };
}

/** The subscription from the last received id on. For `latest`, the cursor names the run. */
function continueAfter(lastId: string, subscribe: SubscribeRequest, hub: Pick<Hub, "runs">): SubscribeRequest {
  const log = parseCursor(lastId)?.log;
  const record = subscribe.run === "latest" ? hub.runs().find((run) => run.log === log) : undefined;
  // An invalid id becomes a cursor that matches no log.
  return { ...subscribe, run: record?.id ?? subscribe.run, after: log === undefined ? "none:0" : lastId };
}
