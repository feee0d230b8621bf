/** Plain requests to the server: what a WebSocket does not carry. */
import type { Connection } from "../connection.ts";

/**
 * Requests a path below `/v1`.
 * @throws Error in one line if the server cannot be reached.
 */
export async function fetchReply(
  { address, request, explainError }: Connection,
  path: string,
  params?: URLSearchParams,
): Promise<Response> {
  const url = new URL(address.url);
  url.protocol = url.protocol.replace(/^ws/, "http");
  url.pathname += path;
  for (const [name, value] of params ?? []) url.searchParams.append(name, value);
  return request(url, { headers: address.headers }).catch(async () => {
    const { text } = await explainError(false, new AbortController().signal);
    throw new Error(text);
  });
}

/**
 * An error with the server's reason and, if it has one, its `code`.
 * @param has what an epochal server would have there, such as `models of runs`.
 */
export async function refusal(response: Response, name: string, has: string): Promise<Error> {
  const { error, code } = (await response.json().catch(() => ({}))) as { error?: unknown; code?: unknown };
  const reason = typeof error === "string" ? `: ${error}` : "";
  if (typeof code === "string") return Object.assign(new Error(reason.slice(2)), { code });
  return new Error(`connect: expected an epochal server at ${name} that has ${has}, got ${response.status}${reason}`);
}
