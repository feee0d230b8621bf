/** Writes the messages of a subscription as an HTTP response, or refuses it as long as nothing is written. */
import { formatCursor, type ErrorMessage, type ServerMessage } from "@epochal/protocol";
import type { ServerResponse } from "node:http";
import type { Frame } from "../../frames/frame.ts";
import type { ClientSink } from "../../subscription/client-sink.ts";
import { END_ID, type EventsRequest } from "./events-request.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import type { ResponseWriter } from "./response-writer.ts";

export interface ResponseSink extends ClientSink {
  /** Whether `caughtUp` was sent. */
  readonly isCaughtUp: boolean;
  /** Writes the head of the response, unless it is written. */
  begin(): void;
}

/** The part of its connection that the sink uses. */
interface Connected {
  readonly isOver: () => boolean;
  /** Replies with an error in place of the events. */
  readonly refuse: (reply: HttpReply) => void;
  readonly end: (outcome: string) => void;
}

/** An `EventSource` whose connection was lost reconnects after this time, or up to twice as long, to spread the clients. */
const RETRY_MS = 1000;

const STATUS: Readonly<Record<string, number>> = { unknownRun: 404, logReplaced: 409, cursorAhead: 409 };

export function createResponseSink(
  response: ServerResponse,
  writer: ResponseWriter,
  { format, isFollowing, isReconnecting, limit }: EventsRequest,
  random: () => number,
  { isOver, refuse, end }: Connected,
): ResponseSink {
  let remaining = limit;
  let log = "";
  let isCaughtUp = false;

  function sendFrame(frame: Frame): void {
    const last = Math.min(frame.last, frame.first + remaining - 1);
    remaining -= last - frame.first + 1;
    const [before, after] = format.aroundEvents(formatCursor({ log, seq: last }));
    writer.write(before, frame.slice(frame.first, last).json, after);
    if (remaining === 0) end("done");
  }

  function send(message: ServerMessage): void {
    if (isOver()) return;
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

  return {
    sendFrame,
    trySendFrame(frame) {
      if (isOver() || writer.isFull()) return false;
      sendFrame(frame);
      return true;
    },
    send,
    isFull: () => isOver() || writer.isFull(),
    get isCaughtUp() {
      return isCaughtUp;
    },
    begin,
  };
}
