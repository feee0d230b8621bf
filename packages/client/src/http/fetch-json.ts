/** Plain requests to the server: what a WebSocket does not carry. */
import { parseLargeJson } from "@epochal/protocol";
import type { Connection } from "../connection.ts";
import { explainStatus } from "../errors/explain-status.ts";
import { getText, type TextReply } from "./get-text.ts";
import { readRefusal } from "./read-refusal.ts";

/** Bounds of a plain request. All fields are optional. */
export interface RequestOptions {
  /** Aborts the request, which then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** The time for the whole reply, in ms. Default 60,000. */
  readonly timeoutMs?: number;
}

export interface JsonRequest extends RequestOptions {
  /** Below `/v1`. */
  readonly path: string;
  readonly params?: URLSearchParams;
  /** The expected reply, such as `a model`. */
  readonly what: string;
  /** What an epochal server has at this path, such as `models of runs`. */
  readonly has: string;
}

/** The largest model is of a few million weights. */
const MAX_MIB = 256;
const TIMEOUT_MS = 60_000;

/**
 * Requests the JSON at a path. Rejects with one line if the server cannot be reached, refuses, takes too long, or sends something else or
 * more than 256 MiB. The error of a refusal has the server's `code`, if there is one.
 */
export async function fetchJson(
  connection: Connection,
  request: JsonRequest,
): Promise<{ readonly value: unknown; readonly headers: Headers }> {
  const { name } = connection.address;
  const { status, headers, text } = await fetchReply(connection, request);
  if (status !== 200) {
    const { reason, code } = readRefusal(text);
    if (code !== undefined && reason) throw Object.assign(new Error(reasonText(reason, name)), { code });
    const got = `${status}${explainStatus(status, reason)}`;
    throw new Error(`connect: expected an epochal server at ${name} that has ${request.has}, got ${got}`);
  }
  const expected = `connect: expected ${request.what} of at most ${MAX_MIB} MiB in JSON from ${name}`;
  if (text === undefined) throw new Error(`${expected}, got more`);
  try {
    return { value: parseLargeJson(text, "connect"), headers };
  } catch (error) {
    throw new Error(`${expected}, got ${error instanceof RangeError ? "one with too many parts" : "another text"}`);
  }
}

/** The reason of a refusal. An epochal server begins it with what was requested, such as `model: `; any other text is that of NAME. */
function reasonText(reason: string, name: string): string {
  return /^[a-z]\w*: \S/i.test(reason) ? reason : `connect: ${name}: ${reason}`;
}

async function fetchReply(
  { address, request, scheduler, explainError }: Connection,
  { path, params, what, signal, timeoutMs = TIMEOUT_MS }: JsonRequest,
): Promise<TextReply> {
  const url = new URL(address.url);
  url.protocol = url.protocol.replace(/^ws/, "http");
  url.pathname += path;
  for (const [name, value] of params ?? []) url.searchParams.append(name, value);
  const { headers } = address;
  try {
    return await getText(url, { request, headers, scheduler, timeoutMs, maxBytes: MAX_MIB * 1024 ** 2, signal });
  } catch (error) {
    signal?.throwIfAborted();
    const expected = `connect: expected ${what} from ${address.name}`;
    if ((error as Error).name === "TimeoutError") {
      throw new Error(`${expected} within ${timeoutMs / 1000} s, got no complete reply: try again`);
    }
    const { text, found } = await explainError(false, signal ?? new AbortController().signal);
    signal?.throwIfAborted();
    throw new Error(found === "server" ? `${expected}, got a part: the connection was lost: try again` : text);
  }
}
