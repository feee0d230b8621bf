/** What the server says to plain HTTP; where a WebSocket can be had, what it would say to one, or 426. */
import { asyncApi, excerpt } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import { isSocketPath, targetOf, watchedRun } from "./address.ts";
import { refusal, type Answer } from "./answer.ts";
import { checkRequest } from "./door.ts";
import type { Hub } from "./hub.ts";

export function answerTo(request: IncomingMessage, hub: Hub, token: string | undefined): Answer {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    return refusal(405, `expected GET or HEAD, got ${excerpt(method)}`, { allow: "GET, HEAD" });
  }
  const target = targetOf(request);
  const { pathname } = target;
  if (pathname === "/healthz") return { status: 200, body: { status: "ok" } };
  if (pathname === "/asyncapi.json") return { status: 200, body: asyncApi(request.headers.host) };
  const refused = checkRequest(request, token);
  if (refused) return refused;
  if (pathname === "/v1/runs") return { status: 200, body: hub.runs() };
  if (isSocketPath(pathname)) {
    const wish = watchedRun(target);
    if (wish && "status" in wish) return wish;
    return refusal(426, `expected a WebSocket upgrade on ${excerpt(pathname)}`, { upgrade: "websocket" });
  }
  return refusal(404, `expected /v1, /v1/watch/RUN, /v1/runs, /asyncapi.json or /healthz, got ${excerpt(pathname)}`);
}
