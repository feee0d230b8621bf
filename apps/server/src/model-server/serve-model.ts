/** Serves the predictions of a model over HTTP, with the access rules and limits of `serve`. */
import type { Model } from "@epochal/core";
import { excerpt } from "@epochal/protocol";
import type { IncomingMessage, ServerResponse } from "node:http";
import { authorize } from "../http/access/authorize.ts";
import { clientAddress } from "../http/access/client-address.ts";
import { shuttingDown } from "../http/access/connection-limits.ts";
import { corsHeaders, preflightReply } from "../http/access/cors.ts";
import { checkRequest } from "../http/check-request.ts";
import { errorReply, type HttpReply } from "../http/http-reply.ts";
import { createHttpServer, listen, rejectMalformed } from "../http/http-server.ts";
import { createRequestGate } from "../http/one-at-a-time.ts";
import { createReplier } from "../http/replier.ts";
import { encodeInTurns } from "../http/replies/encode-in-turns.ts";
import { securityHeaders } from "../http/security-headers.ts";
import { requestUrl } from "../http/url.ts";
import { resolveOptions, type ServeOptions } from "../serve-options.ts";
import type { Tls } from "../tls.ts";
import { createBodyBudget } from "./body-budget.ts";
import { openApi } from "./open-api.ts";
import { createPredictor } from "./predictor.ts";
import { readBody } from "./read-body.ts";

/**
 * As for `serve`, as far as a model needs them. `limits.startBytes` limits the body of a request, `pendingStartBytes` those of all at once,
 * and `queued` the number of large ones that wait for their turn.
 */
export interface ServeModelOptions extends Pick<
  ServeOptions,
  | "host"
  | "port"
  | "token"
  | "allowedOrigins"
  | "trustsProxy"
  | "tls"
  | "limits"
  | "clock"
  | "logger"
  | "onClientFailure"
> {
  /** A name for people. Default `a model`. */
  readonly name?: string;
}

/** A server of a model. */
export interface ModelServer {
  /** The address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Uses a renewed certificate for new connections. */
  readonly setCertificate: (tls: Tls) => void;
  /** Replies to the requests that have arrived, and closes all connections. */
  close(): Promise<void>;
}

/** Without `interval`, the bounds of a model that can have some hold this part of the true values. */
const DEFAULT_COVERAGE = 0.9;
const tooBusy = errorReply(503, "too many large requests at once, retry in 1 s", { "retry-after": "1" });
const METHODS = "GET, HEAD, POST";
/** The paths, below any path at which a proxy shows the server. */
const PATH = /(\/v1\/(?:predict|model)|\/(?:openapi\.json|healthz|readyz))\/*$/;
const KNOWN = "POST /v1/predict, GET /v1/model, /openapi.json, /healthz or /readyz";

/**
 * Serves `POST /v1/predict`, `GET /v1/model`, `/openapi.json`, `/healthz` and `/readyz`.
 * @throws RangeError if other machines could reach it without a token, or as `serve` does.
 */
export async function serveModel(model: Model, options: ServeModelOptions = {}): Promise<ModelServer> {
  const { name = "a model", ...serveOptions } = options;
  const resolved = resolveOptions(serveOptions);
  const { host, token, viewToken, allowedOrigins, trustsProxy, tls, limits, clock, logger, onClientFailure } = resolved;
  const secure = securityHeaders(tls !== undefined);
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustsProxy);
  const { server, sockets, waitingSockets, setCertificate } = createHttpServer(tls, limits);
  const metrics = { replied() {} };
  const { handle, reply } = createReplier({ clock, metrics, logger, onClientFailure }, secure, addressOf);
  const isNext = createRequestGate(clock, limits.handshakeMs);
  const predictor = createPredictor(model, limits.queued);
  const bodies = createBodyBudget(limits.pendingStartBytes);
  const hasIntervals = model.toJSON().residuals !== undefined;
  const document = Buffer.from(`${JSON.stringify(openApi(model, name, token !== undefined))}\n`);
  /** Encoded once, for all clients. */
  let modelJson: Promise<Buffer> | undefined;
  let isClosing = false;

  server.on("request", (request, response) => {
    waitingSockets.renew(request.socket);
    if (isNext(request, response)) handle(request, response, () => respond(request, response));
  });
  rejectMalformed(server, secure);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = checkRequest(request);
    const access = refusal ?? authorize(request, { token, viewToken, allowedOrigins });
    const cors = corsHeaders(request, !("status" in access), allowedOrigins);
    for (const [header, value] of Object.entries({ ...secure, ...cors })) response.setHeader(header, value);
    const preflight = refusal ?? preflightReply(request, allowedOrigins, METHODS);
    const target = preflight ?? (await findReply(request, response, "status" in access ? access : undefined));
    if (target && !response.destroyed) reply(request, response, target);
  }

  /** Undefined if the client has left. */
  async function findReply(
    request: IncomingMessage,
    response: ServerResponse,
    refusal: HttpReply | undefined,
  ): Promise<HttpReply | undefined> {
    const { pathname, searchParams } = requestUrl(request);
    const path = PATH.exec(pathname)?.[1];
    if (path === "/healthz") return { status: 200, body: { status: "ok" } };
    if (isClosing) return shuttingDown;
    if (path === "/readyz") return { status: 200, body: { status: "ready" } };
    if (refusal) return refusal;
    if (path === undefined) return errorReply(404, `expected ${KNOWN}, got ${excerpt(pathname)}`);
    const { method = "" } = request;
    const allow = path === "/v1/predict" ? "POST" : "GET, HEAD";
    if (!allow.split(", ").includes(method)) {
      return errorReply(405, `expected ${allow.replace(", ", " or ")} for ${path}, got ${excerpt(method)}`, { allow });
    }
    if (path === "/openapi.json") return jsonReply(document);
    if (path === "/v1/model") return jsonReply(await (modelJson ??= encodeInTurns(model.toJSON())));
    return predict(request, response, searchParams.get("interval"));
  }

  async function predict(
    request: IncomingMessage,
    response: ServerResponse,
    interval: string | null,
  ): Promise<HttpReply | undefined> {
    const refusal = refusePrediction(request, interval);
    if (refusal) return refusal;
    const share = bodies.open();
    // A reply is larger than its body, and must be read first.
    response.once("close", share.release);
    const body = await readBody(request, limits.startBytes, share.hold).catch(() => undefined);
    if (body === undefined) return undefined;
    if (body === "tooBusy") return tooBusy;
    if (body === "tooLarge") return errorReply(413, `expected a body of at most ${limits.startBytes} bytes, got more`);
    if (body === "notUtf8") return errorReply(415, "expected JSON in UTF-8, got other bytes");
    const defaultCoverage = hasIntervals ? DEFAULT_COVERAGE : undefined;
    const coverage = interval === null ? defaultCoverage : Number(interval) / 100;
    const predicted = await predictor.predict(body.text, coverage, () => request.socket.destroyed);
    if (predicted === undefined) return undefined;
    if (predicted === "tooBusy") return tooBusy;
    if ("problem" in predicted) return errorReply(400, predicted.problem);
    const { buffer, byteOffset, byteLength } = predicted.json;
    return jsonReply(Buffer.from(buffer, byteOffset, byteLength));
  }

  const { port } = await listen(server, resolved.port, host);
  const url = `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  logger.info({ url, model: name, token: token !== undefined }, "listening");
  return {
    url,
    port,
    setCertificate,
    async close() {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cancel = clock.schedule(() => sockets.forEach((socket) => socket.destroy()), limits.drainMs);
      await closed;
      cancel();
      predictor.close();
    },
  };
}

/** Why a request to predict is refused before its body is read. */
function refusePrediction({ headers }: IncomingMessage, interval: string | null): HttpReply | undefined {
  const percent = Number(interval ?? NaN);
  if (interval !== null && !(/^[\d.]+$/.test(interval) && percent > 0 && percent < 100)) {
    return errorReply(400, `expected interval to be a number between 0 and 100, got ${excerpt(interval)}`);
  }
  const { "content-encoding": encoding = "identity" } = headers;
  if (encoding.toLowerCase() !== "identity") {
    return errorReply(415, `expected a body without Content-Encoding, got ${excerpt(encoding)}`, {
      "accept-encoding": "identity",
    });
  }
  return undefined;
}

function jsonReply(content: Buffer): HttpReply {
  return { status: 200, text: { type: "application/json", content } };
}
