/** A client that reads the events of one run as an HTTP response. It has the same subscription as a WebSocket, with another sink. */
import type { ServerResponse } from "node:http";
import { INTERNAL_ERROR, type Connection, type ConnectionServices } from "../../connection.ts";
import { createSubscriptions } from "../../subscription/subscriptions.ts";
import type { EventsRequest } from "./events-request.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { createResponseSink } from "./response-sink.ts";
import { createResponseWriter } from "./response-writer.ts";

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
  const { hub, random, onClientFailure } = services;
  const { format, isFollowing } = request;
  let outcome: string | undefined;

  const writer = createResponseWriter(response, () => subscriptions.pump());
  const isOver = () => outcome !== undefined;
  const sink = createResponseSink(response, writer, request, random, { isOver, refuse, end });
  const subscriptions = createSubscriptions(services, sink, guard, fail, () => {
    // If the run has ended, `end` was sent as well.
    if (sink.isCaughtUp && !isFollowing) end("done");
  });

  function guard(work: () => void): void {
    if (outcome !== undefined) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (response.headersSent)
      sink.send({ type: "error", id: "events", code: "failed", message: INTERNAL_ERROR, retry: true });
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
    const isKnown = hub.find(run) !== undefined;
    // A pending run starts soon. A run that is looked up, or how far it is, gets its reply then.
    if ((isFollowing && !isKnown) || hub.isPending(run)) sink.begin();
    else if (run === "latest" && !isKnown) sink.send({ type: "error", id, code: "unknownRun", message, retry: true });
  }

  return {
    beat() {
      subscriptions.recordLags();
      if (writer.hasStalled()) {
        outcome ??= "stalled";
        response.destroy();
      } else if (!writer.isFull()) {
        sink.send(subscriptions.heartbeat());
      }
    },
    drain(closeMs, returnMs) {
      if (outcome !== undefined) return;
      writer.write(format.draining({ type: "draining", closeMs, returnMs }, closeMs + random() * returnMs));
    },
    close: () => end("drained"),
  };
}
