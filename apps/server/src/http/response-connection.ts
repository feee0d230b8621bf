/** A client that reads one run as a response: the same subscription as over a WebSocket, with another way out. */
import { formatCursor, type ErrorMessage, type ServerMessage } from "@epochal/protocol";
import type { ServerResponse } from "node:http";
import { errorReply, type HttpReply } from "./http-reply.ts";
import type { Connection, ConnectionServices } from "../socket/socket-connection.ts";
import type { Frame } from "../frames/frame.ts";
import type { ClientSink } from "../socket/socket-sink.ts";
import { createSubscriptions } from "../subscription/subscriptions.ts";
import { createCooperativeLoop } from "../subscription/cooperative-loop.ts";
import { END_ID, type EventsRequest } from "./events-request.ts";
import { createResponseWriter } from "./response-writer.ts";

/** An `EventSource` whose connection is lost waits so long, and up to twice as long again, so that not all come at once. */
const RETRY_MS = 1000;

const STATUS: Readonly<Record<string, number>> = { unknownRun: 404, logReplaced: 409, cursorAhead: 409 };

/**
 * Answers with the events that are wished for, or says why not.
 * @param refuse answers in place of them.
 * @param onClose is told how it ended: `done`, `left`, `stalled`, `drained`, or by the code of an `error`.
 */
export function createResponseConnection(
  response: ServerResponse,
  wish: EventsRequest,
  service: ConnectionServices,
  refuse: (answer: HttpReply) => void,
  onClose: (how: string) => void,
): Connection {
  const { clock, random, onClientFailure } = service;
  const { format, isFollowing, isReconnecting: isComingBack } = wish;
  let left = wish.limit;
  let log = "";
  let isCaughtUp = false;
  let how: string | undefined;

  const out = createResponseWriter(response, () => turns.run());
  const outlet: ClientSink = {
    sendFrame,
    trySendFrame(frame) {
      if (how !== undefined || out.isFull()) return false;
      sendFrame(frame);
      return true;
    },
    send,
    isFull: () => how !== undefined || out.isFull(),
  };
  const subscriptions = createSubscriptions(service, outlet, () => turns.run(), fail);
  const turns = createCooperativeLoop(() => {
    let isMore = false;
    guard(() => (isMore = subscriptions.pump()));
    // Of a run that has ended, `end` has come too.
    if (isCaughtUp && !isFollowing) end("done");
    return isMore;
  });

  function guard(work: () => void): void {
    if (how !== undefined) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function sendFrame(frame: Frame): void {
    const last = Math.min(frame.last, frame.first + left - 1);
    left -= last - frame.first + 1;
    out.write(format.encoded("events", frame.slice(frame.first, last).text, formatCursor({ log, seq: last })));
    if (left === 0) end("done");
  }

  function send(message: ServerMessage): void {
    if (how !== undefined) return;
    if (message.type === "error") {
      breakOff(message);
      return;
    }
    if (message.type === "subscribed") {
      ({ log } = message);
      begin();
    }
    out.write(format.message(message, idBehind(message)));
    if (message.type === "caughtUp") isCaughtUp = true;
    if (message.type === "end") end("done");
  }

  function idBehind(message: ServerMessage): string | undefined {
    if (message.type === "gap") return formatCursor({ log, seq: message.to });
    if (message.type === "caughtUp") return formatCursor({ log, seq: message.seq });
    return message.type === "end" ? END_ID : undefined;
  }

  function begin(): void {
    if (response.headersSent) return;
    response.writeHead(200, {
      "content-type": format.contentType,
      "cache-control": "no-store",
      // Who follows to the end of the server comes back on a connection that does not end with it.
      ...(isFollowing && { connection: "close" }),
      "x-accel-buffering": "no",
    });
    response.flushHeaders();
    out.write(format.begin(RETRY_MS + random() * RETRY_MS));
  }

  function breakOff(message: ErrorMessage): void {
    const { code } = message;
    const status = STATUS[code];
    const isForgotten = isComingBack && status === 409;
    if (response.headersSent || isForgotten) {
      begin();
      // An empty id: whoever comes back then begins anew.
      out.write(format.message(message, isForgotten ? "" : undefined));
    } else {
      const answer = errorReply(status ?? 500, message.message);
      refuse({ ...answer, body: { ...(answer.body as object), code } });
    }
    end(code);
  }

  function fail(error: unknown): void {
    const message = "expected to go on, got a failure of the server: come back later";
    if (response.headersSent) send({ type: "error", id: "events", code: "failed", message, retry: true });
    else refuse(errorReply(500, message));
    end("failed");
    onClientFailure(error);
  }

  function end(why: string): void {
    how ??= why;
    if (!response.writableEnded) response.end();
  }

  const unwatch = service.hub.watchRuns(() =>
    guard(() => {
      subscriptions.retryPending();
      turns.run();
    }),
  );
  response.once("close", () => {
    how ??= "left";
    unwatch();
    turns.stop();
    subscriptions.close();
    onClose(how);
  });

  response.on("error", () => {});
  subscriptions.add(wish.subscribe);
  turns.run();
  if (how === undefined && !response.headersSent) {
    const { id, run } = wish.subscribe;
    const message = `subscribe: expected a run, got a server that has none yet: follow=true waits for one`;
    // One that is about to be there comes soon.
    if (isFollowing || service.hub.isPending(run)) begin();
    else breakOff({ type: "error", id, code: "unknownRun", message, retry: true });
  }

  return {
    beat() {
      subscriptions.recordLags();
      if (out.hasStalled()) {
        how ??= "stalled";
        response.destroy();
      } else if (!out.isFull()) {
        send({ type: "heartbeat", heads: subscriptions.heads(), time: clock.now() });
      }
    },
    drain(closeMs, returnMs) {
      if (how !== undefined) return;
      out.write(format.draining({ type: "draining", closeMs, returnMs }, closeMs + random() * returnMs));
    },
    close: () => end("drained"),
  };
}
