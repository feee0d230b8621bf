/** Sends replies to requests, counts and logs them. A request that cannot be handled ends with a reply or its connection, never with the server. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { INTERNAL_ERROR, type ConnectionServices } from "../connection.ts";
import type { Metrics } from "../metrics.ts";
import { tokenOf } from "./access/authorize.ts";
import { createTokenGuard } from "./access/token-guard.ts";
import { errorReply, replyAndClose, sendReply, type HttpReply } from "./http-reply.ts";
import { requestUrl } from "./url.ts";

/** If a reply refuses a wrong token, it is sent after a delay that grows with their number. */
export interface Replier {
  /** Runs `respond`, which replies to the request. If it fails, the failure is reported, and the reply is 500. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, respond: () => Promise<void>) => void;
  readonly reply: (request: IncomingMessage, response: ServerResponse, reply: HttpReply) => void;
  /** Replies to an upgrade that is refused, and closes its socket. */
  readonly replyToUpgrade: (request: IncomingMessage, socket: Duplex, reply: HttpReply) => void;
}

/** @param headers of a reply to an upgrade. */
export function createReplier(
  {
    clock,
    metrics,
    logger,
    onClientFailure,
  }: Pick<ConnectionServices, "clock" | "logger" | "onClientFailure"> & { readonly metrics: Pick<Metrics, "replied"> },
  headers: NonNullable<HttpReply["headers"]>,
  addressOf: (request: IncomingMessage) => string | undefined,
): Replier {
  const recordWrongToken = createTokenGuard(clock, logger);

  function sendLater(request: IncomingMessage, { status }: HttpReply, send: () => void): void {
    const isWrongToken = status === 401 && tokenOf(request) !== "";
    const delayMs = isWrongToken ? recordWrongToken(addressOf(request) ?? "") : 0;
    if (delayMs === 0) return send();
    request.socket.once("close", clock.schedule(send, delayMs));
  }

  function record(request: IncomingMessage, { status, body }: HttpReply): void {
    metrics.replied(status);
    const { method } = request;
    const details = { method, path: requestUrl(request).pathname, status, address: addressOf(request) };
    if (status < 400) logger.debug(details, "request answered");
    else logger.info({ ...details, ...(body as object) }, "request refused");
  }

  function reply(request: IncomingMessage, response: ServerResponse, reply: HttpReply): void {
    sendLater(request, reply, () => {
      record(request, reply);
      sendReply(response, reply);
    });
  }

  return {
    reply,
    handle(request, response, respond) {
      // A client that disconnects meanwhile is not a failure.
      response.on("error", () => {});
      respond().catch((error: unknown) => {
        onClientFailure(error);
        if (response.headersSent) response.destroy();
        else reply(request, response, errorReply(500, INTERNAL_ERROR));
      });
    },
    replyToUpgrade(request, socket, reply) {
      sendLater(request, reply, () => {
        record(request, reply);
        replyAndClose(request, socket, { ...reply, headers: { ...headers, ...reply.headers } });
      });
    },
  };
}
