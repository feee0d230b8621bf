/** Routes HTTP requests. On a WebSocket path, plain HTTP gets the refusal that the WebSocket would get, or 426. */
import type { JobQueue } from "@epochal/log";
import { excerpt } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { Access } from "../connection.ts";
import type { Health } from "../health.ts";
import type { Hub } from "../hub.ts";
import type { Metrics } from "../metrics.ts";
import { clientAddress } from "./access/client-address.ts";
import { shuttingDown, type ConnectionLimits } from "./access/connection-limits.ts";
import { asyncApiDocument } from "./replies/async-api-document.ts";
import { parseEventsRequest, type EventsRequest } from "./events/events-request.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import type { createModelReplier } from "./replies/model-reply.ts";
import { runsReply } from "./replies/runs-reply.ts";
import type { createPageServer } from "./replies/page.ts";
import { isSocketPath, requestUrl, subscribeRequestOf } from "./url.ts";

export interface RouteContext {
  readonly hub: Pick<Hub, "runs" | "find">;
  readonly modelReply: ReturnType<typeof createModelReplier>;
  readonly health: Health;
  readonly metrics: Metrics;
  /** The work queue of a log that processes share. */
  readonly jobs?: Pick<JobQueue, "load"> | undefined;
  readonly connectionLimits: ConnectionLimits;
  readonly trustsProxy: boolean;
  readonly findPageFile: ReturnType<typeof createPageServer>;
  /** Whether the server is shutting down. */
  readonly isClosing: () => boolean;
}

const KNOWN =
  "/v1, /v1/watch/RUN, /v1/runs, /v1/runs/RUN/events, /v1/runs/RUN/model, /asyncapi.json, /healthz, /readyz or /metrics";

/**
 * The reply to a request, or the events it requests.
 * @param access what the client may do, or the refusal of all paths that need authorization.
 */
export function route(
  request: IncomingMessage,
  access: Access | HttpReply,
  context: RouteContext,
): HttpReply | EventsRequest | Promise<HttpReply> {
  const { hub, health } = context;
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    return errorReply(405, `expected GET or HEAD, got ${excerpt(method)}`, { allow: "GET, HEAD" });
  }
  const url = requestUrl(request);
  const { pathname } = url;
  if (pathname === "/healthz") return health.live();
  if (pathname === "/readyz") return health.ready();
  if (context.isClosing()) return shuttingDown;
  if (pathname === "/asyncapi.json") {
    return { status: 200, text: { type: "application/json", content: asyncApiDocument(request) } };
  }
  const page = context.findPageFile(pathname, request.headers["accept-encoding"]?.toString());
  if (page) return page;
  if ("status" in access) return access;
  const checkLimits = () => context.connectionLimits.check(clientAddress(request, context.trustsProxy));
  if (pathname === "/metrics") return metricsReply(context);
  if (pathname === "/v1/runs") return runsReply(request, url.searchParams, hub);
  if (isSocketPath(pathname)) {
    const subscribe = subscribeRequestOf(url);
    if (subscribe && "status" in subscribe) return subscribe;
    const upgrade = { upgrade: "websocket" };
    return checkLimits() ?? errorReply(426, `expected a WebSocket upgrade on ${excerpt(pathname)}`, upgrade);
  }
  const model = context.modelReply(pathname, () => request.socket.destroyed);
  if (model) return model;
  const events = parseEventsRequest(request, hub);
  if (events) return "status" in events ? events : (checkLimits() ?? events);
  return errorReply(404, `expected ${KNOWN}, got ${excerpt(pathname)}`);
}

async function metricsReply({ metrics, hub, jobs }: RouteContext): Promise<HttpReply> {
  // While the server of the queue is away, its metrics are missing.
  const load = await jobs?.load().catch(() => undefined);
  return { status: 200, text: { type: metrics.contentType, content: await metrics.text(hub.runs(), load) } };
}
