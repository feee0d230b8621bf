/** Plain requests to the server: what a WebSocket does not carry. */
import type { Connection } from "../connection.ts";
import { readRefusal } from "./read-refusal.ts";
import { readText } from "./read-text.ts";

/** The largest model is of a few million weights. */
const MAX_MIB = 256;

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
  const { error, code } = (await readRefusal(response)) ?? {};
  const reason = typeof error === "string" ? error : "";
  if (typeof code === "string") return Object.assign(new Error(reason), { code });
  const got = `${response.status}${reason && `: ${reason}`}`;
  return new Error(`connect: expected an epochal server at ${name} that has ${has}, got ${got}`);
}

/**
 * The JSON of a reply.
 * @param what it should be, such as `a model`.
 */
export async function readJson(response: Response, name: string, what: string): Promise<unknown> {
  const text = await readText(response, MAX_MIB * 1024 ** 2);
  const expected = `connect: expected ${what} of at most ${MAX_MIB} MiB in JSON from ${name}`;
  if (text === undefined) throw new Error(`${expected}, got more`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${expected}, got another text`);
  }
}
