/** A reply to an HTTP request, as data. It is written to a response, or to the bare socket of a refused upgrade or of what is no request. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface HttpReply {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent in place of JSON. */
  readonly text?: { readonly type: string; readonly content: string | Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

export function errorReply(status: number, error: string, headers: HttpReply["headers"] = {}): HttpReply {
  return { status, body: { error }, headers };
}

export function sendReply(response: ServerResponse, reply: HttpReply): void {
  const { text, headers } = encode(reply);
  response.writeHead(reply.status, headers);
  response.end(text);
}

/** Refuses a request and closes the socket, whatever the client does. */
export function replyAndClose({ method }: Pick<IncomingMessage, "method">, socket: Duplex, reply: HttpReply): void {
  const { text, headers } = encode(reply);
  const head = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "connection: close",
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${method === "HEAD" ? "" : text.toString()}`);
}

function encode({ body, text, headers }: HttpReply): { text: string | Buffer; headers: Record<string, string> } {
  if (body === undefined && !text) return { text: "", headers: { ...headers } };
  const { type, content } = text ?? { type: "application/json", content: `${JSON.stringify(body)}\n` };
  return {
    text: content,
    headers: { ...headers, "content-type": type, "content-length": String(Buffer.byteLength(content)) },
  };
}
