/** What a request is told: decided first, written then, to a response or to the bare socket of an upgrade. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface HttpReply {
  readonly status: number;
  /** Becomes JSON; left out where there is none. */
  readonly body?: unknown;
  /** In place of JSON. */
  readonly text?: { readonly type: string; readonly content: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that says no: `error` is the line that says what was expected. */
export function errorReply(status: number, error: string, headers: HttpReply["headers"] = {}): HttpReply {
  return { status, body: { error }, headers };
}

export function sendReply(response: ServerResponse, answer: HttpReply): void {
  const { text, headers } = toHttp(answer);
  response.writeHead(answer.status, headers);
  response.end(text);
}

/** The answer to a request for an upgrade that does not happen; then the socket is gone, whatever the client does. */
export function replyAndClose(request: IncomingMessage, socket: Duplex, answer: HttpReply): void {
  const { text, headers } = toHttp(answer);
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "connection: close",
  ];
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${request.method === "HEAD" ? "" : text}`);
}

function toHttp({ body, text, headers }: HttpReply): { text: string; headers: Record<string, string> } {
  if (body === undefined && !text) return { text: "", headers: { ...headers } };
  const { type, content } = text ?? { type: "application/json", content: `${JSON.stringify(body)}\n` };
  return {
    text: content,
    headers: { ...headers, "content-type": type, "content-length": String(Buffer.byteLength(content)) },
  };
}
