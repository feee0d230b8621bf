/** Resolves to the body of a response, of which a server may send any amount; to undefined, and the rest is not received, if it is longer. */
export async function readText({ body }: Response, maxBytes: number): Promise<string | undefined> {
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let left = maxBytes;
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (!value) return text + decoder.decode();
    left -= value.length;
    if (left < 0) return void reader!.cancel();
    text += decoder.decode(value, { stream: true });
  }
}
