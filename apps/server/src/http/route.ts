/** What the server says to plain HTTP; where a WebSocket can be had, what it would say to one, or 426. */
import { asyncApi, excerpt } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { isSocketPath, requestUrl, subscribeRequestOf } from "./url.ts";
import { shuttingDown, type ConnectionLimits } from "./connection-limits.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import { authorize } from "./authorize.ts";
import type { Health } from "../health.ts";
import { parseEventsRequest, type EventsRequest } from "./events-request.ts";
import { negotiateType, ndjson } from "./stream-format.ts";
import type { Hub } from "../hub.ts";
import type { Metrics } from "../metrics.ts";

export interface RouteContext {
  readonly hub: Pick<Hub, "runs">;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly admission: ConnectionLimits;
  readonly token: string | undefined;
  /** Whether the server is going away. */
  readonly isClosing: () => boolean;
}

/** An answer, or the events that are asked for, by somebody who may have them. */
export function route(request: IncomingMessage, context: RouteContext): HttpReply | EventsRequest | Promise<HttpReply> {
  const { hub, health, metrics, admission } = context;
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    return errorReply(405, `expected GET or HEAD, got ${excerpt(method)}`, { allow: "GET, HEAD" });
  }
  const target = requestUrl(request);
  const { pathname } = target;
  if (pathname === "/healthz") return health.live();
  if (pathname === "/readyz") return health.ready();
  if (context.isClosing()) return shuttingDown;
  if (pathname === "/asyncapi.json") {
    return { status: 200, body: asyncApi(request.headers.host, "encrypted" in request.socket) };
  }
  const refused = authorize(request, context.token);
  if (refused) return refused;
  const checkRoom = () => admission.check(request.socket.remoteAddress);
  if (pathname === "/metrics") return metricsAnswer(metrics, hub);
  if (pathname === "/v1/runs") return runsAnswer(request, hub);
  if (isSocketPath(pathname)) {
    const wish = subscribeRequestOf(target);
    if (wish && "status" in wish) return wish;
    return (
      checkRoom() ?? errorReply(426, `expected a WebSocket upgrade on ${excerpt(pathname)}`, { upgrade: "websocket" })
    );
  }
  const wish = parseEventsRequest(request, hub);
  if (wish) return "status" in wish ? wish : (checkRoom() ?? wish);
  const known = "/v1, /v1/watch/RUN, /v1/runs, /v1/runs/RUN/events, /asyncapi.json, /healthz, /readyz or /metrics";
  return errorReply(404, `expected ${known}, got ${excerpt(pathname)}`);
}

async function metricsAnswer(metrics: Metrics, hub: Pick<Hub, "runs">): Promise<HttpReply> {
  return { status: 200, text: { type: metrics.contentType, content: await metrics.text(hub.runs()) } };
}

function runsAnswer({ headers }: IncomingMessage, hub: Pick<Hub, "runs">): HttpReply {
  const types = ["application/json", ndjson.contentType];
  const type = negotiateType(headers.accept, types);
  if (type === undefined) {
    return errorReply(406, `expected Accept to take ${types.join(" or ")}, got ${excerpt(headers.accept)}`);
  }
  const runs = hub.runs();
  if (type !== ndjson.contentType) return { status: 200, body: runs };
  return { status: 200, text: { type, content: runs.map((run) => `${JSON.stringify(run)}\n`).join("") } };
}
