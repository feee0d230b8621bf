/** A client that reads the events of one run as an HTTP response. It has the same subscription as a WebSocket, with another sink. */
import { formatCursor, type ErrorMessage, type ServerMessage } from "@epochal/protocol";
import type { ServerResponse } from "node:http";
import { INTERNAL_ERROR, type Connection, type ConnectionServices } from "../connection.ts";
import type { Frame } from "../frames/frame.ts";
import type { ClientSink } from "../subscription/client-sink.ts";
import { createSubscriptions } from "../subscription/subscriptions.ts";
import { END_ID, type EventsRequest } from "./events-request.ts";
import { errorReply, type HttpReply } from "./http-reply.ts";
import { createResponseWriter } from "./response-writer.ts";

/** An `EventSource` whose connection was lost reconnects after this time, or up to twice as long, to spread the clients. */
const RETRY_MS = 1000;

const STATUS: Readonly<Record<string, number>> = { unknownRun: 404, logReplaced: 409, cursorAhead: 409 };

/**
 * Responds with the requested events, or refuses the request.
 * @param refuse replies with an error in place of the events.
 * @param onClose is called with how the response ended: `done`, `left`, `stalled`, `drained`, or the code of an `error`.
 */
export function createResponseConnection(
  response: ServerResponse,
  request: EventsRequest,
  services: ConnectionServices,
  refuse: (reply: HttpReply) => void,
  onClose: (outcome: string) => void,
): Connection {
  const { hub, clock, random, onClientFailure } = services;
  const { format, isFollowing, isReconnecting } = request;
  let remaining = request.limit;
  let log = "";
  let isCaughtUp = false;
  let outcome: string | undefined;

  const writer = createResponseWriter(response, () => subscriptions.pump());
  const sink: ClientSink = {
    sendFrame,
    trySendFrame(frame) {
      if (outcome !== undefined || writer.isFull()) return false;
      sendFrame(frame);
      return true;
    },
    send,
    isFull: () => outcome !== undefined || writer.isFull(),
  };
  const subscriptions = createSubscriptions(services, sink, guard, fail, () => {
    // If the run has ended, `end` was sent as well.
    if (isCaughtUp && !isFollowing) end("done");
  });

  function guard(work: () => void): void {
    if (outcome !== undefined) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function sendFrame(frame: Frame): void {
    const last = Math.min(frame.last, frame.first + remaining - 1);
    remaining -= last - frame.first + 1;
    const [before, after] = format.aroundEvents(formatCursor({ log, seq: last }));
    writer.write(before, frame.slice(frame.first, last).json, after);
    if (remaining === 0) end("done");
  }

  function send(message: ServerMessage): void {
    if (outcome !== undefined) return;
    if (message.type === "error") {
      sendError(message);
      return;
    }
    if (message.type === "subscribed") {
      ({ log } = message);
      begin();
    }
    writer.write(format.message(message, idAfter(message)));
    if (message.type === "caughtUp") isCaughtUp = true;
    if (message.type === "end") end("done");
  }

  function idAfter(message: ServerMessage): string | undefined {
    if (message.type === "gap") return formatCursor({ log, seq: message.to });
    if (message.type === "caughtUp") return formatCursor({ log, seq: message.seq });
    return message.type === "end" ? END_ID : undefined;
  }

  function begin(): void {
    if (response.headersSent) return;
    response.writeHead(200, {
      "content-type": format.contentType,
      "cache-control": "no-store",
      // After a shutdown, the client must reconnect on a new connection.
      ...(isFollowing && { connection: "close" }),
      "x-accel-buffering": "no",
    });
    response.flushHeaders();
    writer.write(format.begin(RETRY_MS + random() * RETRY_MS));
  }

  function sendError(message: ErrorMessage): void {
    const { code } = message;
    const status = STATUS[code];
    const isCursorInvalid = isReconnecting && status === 409;
    if (response.headersSent || isCursorInvalid) {
      begin();
      // With an empty id, the client starts from the beginning when it reconnects.
      writer.write(format.message(message, isCursorInvalid ? "" : undefined));
    } else {
      const reply = errorReply(status ?? 500, message.message);
      refuse({ ...reply, body: { ...(reply.body as object), code } });
    }
    end(code);
  }

  function fail(error: unknown): void {
    if (response.headersSent)
      send({ type: "error", id: "events", code: "failed", message: INTERNAL_ERROR, retry: true });
    else refuse(errorReply(500, INTERNAL_ERROR));
    end("failed");
    onClientFailure(error);
  }

  function end(how: string): void {
    outcome ??= how;
    if (!response.writableEnded) response.end();
  }

  response.once("close", () => {
    outcome ??= "left";
    subscriptions.close();
    onClose(outcome);
  });

  response.on("error", () => {});
  subscriptions.add(request.subscribe);
  subscriptions.pump();
  if (outcome === undefined && !response.headersSent) {
    const { id, run } = request.subscribe;
    const message = "subscribe: there is no run yet; with follow=true the response waits for one";
    // A pending run starts soon.
    if (isFollowing || hub.isPending(run)) begin();
    else sendError({ type: "error", id, code: "unknownRun", message, retry: true });
  }

  return {
    beat() {
      subscriptions.recordLags();
      if (writer.hasStalled()) {
        outcome ??= "stalled";
        response.destroy();
      } else if (!writer.isFull()) {
        send({ type: "heartbeat", heads: subscriptions.heads(), time: clock.now() });
      }
    },
    drain(closeMs, returnMs) {
      if (outcome !== undefined) return;
      writer.write(format.draining({ type: "draining", closeMs, returnMs }, closeMs + random() * returnMs));
    },
    close: () => end("drained"),
  };
}
