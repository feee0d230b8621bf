/** The list of the server's runs over plain HTTP. */
import { decodeRuns, type RunInfo, type RunQuery } from "@epochal/protocol";
import type { Connection } from "../connection.ts";
import { fetchJson, type RequestOptions } from "./fetch-json.ts";

/** Rejects as `fetchJson` does, also if the list is invalid. */
export async function fetchRuns(
  connection: Connection,
  query: RunQuery,
  options: RequestOptions = {},
): Promise<RunInfo[]> {
  const { reverse, tag = [], ...single } = query;
  const params = new URLSearchParams(tag.map((one) => ["tag", one]));
  for (const [name, value] of Object.entries(single)) if (value !== undefined) params.set(name, String(value));
  if (reverse) params.set("order", "reverse");
  const what = "a list of runs";
  const { value } = await fetchJson(connection, { ...options, path: "/runs", params, what, has: what });
  return decodeRuns(value);
}
