/**
 * One request at a time on a connection, and a time limit for reading the reply. A client that pipelines gets the first reply, then
 * the connection closes, as RFC 9112, §9.3.2, permits: unread replies would fill the memory. The connection also closes if the client
 * still sends the body of its request after the reply: the body may be endless.
 */
import type { Clock } from "@epochal/stream";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * @param drainMs the time a client has to read the rest of a reply; then its connection is destroyed.
 * @returns a function to call with each request; if it returns false, the request must be ignored.
 */
export function createRequestGate(
  clock: Clock,
  drainMs: number,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  /** The response in progress on each socket. */
  const current = new WeakMap<Socket, ServerResponse>();
  const closing = new WeakSet<Socket>();

  return (request, response) => {
    const { socket } = request;
    const earlier = current.get(socket);
    if (earlier) {
      closeAfter(earlier, socket);
      return false;
    }
    current.set(socket, response);
    let cancelTimeout = () => {};
    if (hasBody(request.headers)) {
      response.shouldKeepAlive = false;
      response.once("finish", () => socket.destroySoon());
    }
    response.once("prefinish", () => (cancelTimeout = clock.schedule(() => socket.destroy(), drainMs)));
    response.once("close", () => {
      cancelTimeout();
      current.delete(socket);
    });
    return true;
  };

  function closeAfter(response: ServerResponse, socket: Socket): void {
    if (closing.has(socket)) return;
    closing.add(socket);
    socket.pause();
    ignoreRest(socket);
    if (!response.headersSent) response.shouldKeepAlive = false;
    response.once("finish", () => socket.destroySoon());
  }
}

/** Whether a request with these headers has a body. */
export function hasBody(headers: IncomingMessage["headers"]): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** What the parser of Node's HTTP server does after the headers of a request: it takes the rest for another protocol. */
const STOP_PARSING = 2;

/**
 * Parses no more of what was read with a request: hundreds of requests, whose objects and errors took seconds if many clients did this.
 * The parser is internal to Node; without its field, all of them are parsed and ignored.
 */
function ignoreRest(socket: Socket): void {
  const { parser } = socket as Socket & { readonly parser?: { onIncoming?: () => number } | null };
  if (parser?.onIncoming) parser.onIncoming = () => STOP_PARSING;
}
