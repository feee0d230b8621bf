/**
 * Resolves to the body of a response, of which a server may send any amount; to undefined, and the rest is not received, if it is
 * longer. Rejects with the signal's reason.
 */
export async function readText(
  { body }: Response,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  signal?.addEventListener("abort", cancel);
  const decoder = new TextDecoder();
  let text = "";
  let left = maxBytes;
  try {
    for (;;) {
      const { value } = (await reader?.read()) ?? {};
      signal?.throwIfAborted();
      if (!value) return text + decoder.decode();
      left -= value.length;
      if (left < 0) {
        cancel();
        return undefined;
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
