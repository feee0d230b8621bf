/** The list of the server's runs over plain HTTP. */
import { decodeRuns, type RunInfo, type RunQuery } from "@epochal/protocol";
import type { Connection } from "../connection.ts";
import { fetchReply, readJson, refusal } from "./fetch-reply.ts";

/** Rejects with one line if the server cannot be reached, refuses, or sends no list of runs. */
export async function fetchRuns(connection: Connection, query: RunQuery): Promise<RunInfo[]> {
  const { reverse, tag = [], ...single } = query;
  const params = new URLSearchParams(tag.map((one) => ["tag", one]));
  for (const [name, value] of Object.entries(single)) if (value !== undefined) params.set(name, String(value));
  if (reverse) params.set("order", "reverse");
  const response = await fetchReply(connection, "/runs", params);
  if (response.status !== 200) throw await refusal(response, connection.address.name, "a list of runs");
  return decodeRuns(await readJson(response, connection.address.name, "a list of runs"));
}
