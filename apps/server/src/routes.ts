/** What the server says to plain HTTP; where a WebSocket can be had, what it would say to one, or 426. */
import { asyncApi, excerpt } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { isSocketPath, targetOf, watchedRun } from "./address.ts";
import { goingAway, type Admission } from "./admission.ts";
import { refusal, type Answer } from "./answer.ts";
import { checkRequest } from "./door.ts";
import type { Health } from "./health.ts";
import { eventsWish, type EventsWish } from "./http/events-wish.ts";
import { bestOf, lines } from "./http/format.ts";
import type { Hub } from "./hub.ts";
import type { Metrics } from "./metrics.ts";

export interface RouteContext {
  readonly hub: Pick<Hub, "runs">;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly admission: Admission;
  readonly token: string | undefined;
  /** Whether the server is going away. */
  readonly isClosing: () => boolean;
}

/** An answer, or the events that are asked for, by somebody who may have them. */
export function routeOf(request: IncomingMessage, context: RouteContext): Answer | EventsWish | Promise<Answer> {
  const { hub, health, metrics, admission } = context;
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    return refusal(405, `expected GET or HEAD, got ${excerpt(method)}`, { allow: "GET, HEAD" });
  }
  const target = targetOf(request);
  const { pathname } = target;
  if (pathname === "/healthz") return health.live();
  if (pathname === "/readyz") return health.ready();
  if (context.isClosing()) return goingAway;
  if (pathname === "/asyncapi.json") {
    return { status: 200, body: asyncApi(request.headers.host, "encrypted" in request.socket) };
  }
  const refused = checkRequest(request, context.token);
  if (refused) return refused;
  const checkRoom = () => admission.check(request.socket.remoteAddress);
  if (pathname === "/metrics") return metricsAnswer(metrics);
  if (pathname === "/v1/runs") return runsAnswer(request, hub);
  if (isSocketPath(pathname)) {
    const wish = watchedRun(target);
    if (wish && "status" in wish) return wish;
    return (
      checkRoom() ?? refusal(426, `expected a WebSocket upgrade on ${excerpt(pathname)}`, { upgrade: "websocket" })
    );
  }
  const wish = eventsWish(request, hub);
  if (wish) return "status" in wish ? wish : (checkRoom() ?? wish);
  const known = "/v1, /v1/watch/RUN, /v1/runs, /v1/runs/RUN/events, /asyncapi.json, /healthz, /readyz or /metrics";
  return refusal(404, `expected ${known}, got ${excerpt(pathname)}`);
}

async function metricsAnswer(metrics: Metrics): Promise<Answer> {
  return { status: 200, text: { type: metrics.contentType, content: await metrics.text() } };
}

function runsAnswer({ headers }: IncomingMessage, hub: Pick<Hub, "runs">): Answer {
  const types = ["application/json", lines.contentType];
  const type = bestOf(headers.accept, types);
  if (type === undefined) {
    return refusal(406, `expected Accept to take ${types.join(" or ")}, got ${excerpt(headers.accept)}`);
  }
  const runs = hub.runs();
  if (type !== lines.contentType) return { status: 200, body: runs };
  return { status: 200, text: { type, content: runs.map((run) => `${JSON.stringify(run)}\n`).join("") } };
}
