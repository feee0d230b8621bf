/** One plain request, bounded in time and size: a server may send any amount, a byte a minute, or nothing. */
import type { SchedulerLike } from "rxjs";
import { readText } from "./read-text.ts";

export interface TextRequest {
  readonly request: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  /** The clock of the time limit. */
  readonly scheduler: SchedulerLike;
  /** The time for the whole reply. */
  readonly timeoutMs: number;
  /** The longest body of a reply with the status 200. */
  readonly maxBytes: number;
  /** Aborts the request. */
  readonly signal: AbortSignal | undefined;
}

export interface TextReply {
  readonly status: number;
  readonly headers: Headers;
  /** The body; undefined if it is too long, or that of a refusal and did not arrive. */
  readonly text: string | undefined;
}

/** The body of a refusal is its reason. A longer one is not of an epochal server. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Gets the reply to a request.
 * @throws DOMException called `TimeoutError` after `timeoutMs`; the signal's reason; what `request` rejects with.
 */
export async function getText(
  url: URL,
  { request, headers, scheduler, timeoutMs, maxBytes, signal }: TextRequest,
): Promise<TextReply> {
  const timeout = new AbortController();
  const timer = scheduler.schedule(() => timeout.abort(new DOMException("too slow", "TimeoutError")), timeoutMs);
  const over = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
  try {
    // A `fetch` of another kind may ignore the signal.
    const response = await Promise.race([request(url, { headers, signal: over }), rejection(over)]);
    const { status, headers: received } = response;
    if (status === 200) return { status, headers: received, text: await readText(response, maxBytes, over) };
    const text = await readText(response, MAX_REFUSAL_BYTES, over).catch(() => undefined);
    signal?.throwIfAborted();
    return { status, headers: received, text };
  } finally {
    timer.unsubscribe();
  }
}

/** Rejects with the reason of a signal. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
