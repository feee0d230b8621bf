/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from "node:http";

/** A longer body is received up to this multiple of the limit before the reply: many clients read a reply only after the whole body. */
const DISCARDED = 16;

/**
 * The body as text; `tooLarge` beyond the limit, `tooBusy` if there is no room for it, `notUtf8` for other bytes. Rejects if the client leaves. The request stays open for the reply.
 * @param hold takes room for bytes; returns false if there is none.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  hold: (bytes: number) => boolean,
): Promise<{ text: string } | "tooLarge" | "tooBusy" | "notUtf8"> {
  if (Number(request.headers["content-length"] ?? 0) > DISCARDED * maxBytes) return "tooLarge";
  const pieces: Buffer[] = [];
  let bytes = 0;
  let hasRoom = true;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > DISCARDED * maxBytes) break;
    hasRoom &&= bytes > maxBytes || hold(piece.length);
    if (bytes <= maxBytes && hasRoom) pieces.push(piece);
    else pieces.length = 0;
  }
  if (bytes > maxBytes) return "tooLarge";
  if (!hasRoom) return "tooBusy";
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces)) };
  } catch {
    return "notUtf8";
  }
}
