/** Replies with the list of runs: `GET /v1/runs`. */
import { excerpt, RUN_ORDERS, RUN_STATUSES, selectRuns, type RunQuery } from "@epochal/protocol";
import type { IncomingMessage } from "node:http";
import type { Hub } from "../../hub.ts";
import { ndjson } from "../events/stream-format.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { negotiateType } from "../negotiate-type.ts";
import { parseLimit } from "../url.ts";

export function runsReply({ headers }: IncomingMessage, params: URLSearchParams, hub: Pick<Hub, "runs">): HttpReply {
  const types = ["application/json", ndjson.contentType];
  const type = negotiateType(headers.accept, types);
  if (type === undefined) {
    return errorReply(406, `expected Accept to allow ${types.join(" or ")}, got ${excerpt(headers.accept)}`);
  }
  const query = parseRunQuery(params);
  if (typeof query === "string") return errorReply(400, query);
  const runs = selectRuns(hub.runs(), query);
  if (type !== ndjson.contentType) return { status: 200, body: runs };
  return { status: 200, text: { type, content: runs.map((run) => `${JSON.stringify(run)}\n`).join("") } };
}

const CHOICES = { sort: RUN_ORDERS, order: ["normal", "reverse"], status: RUN_STATUSES } as const;

/** The query in the address, or why it is none. Other parameters are ignored. */
function parseRunQuery(params: URLSearchParams): RunQuery | string {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = params.get(name);
    if (value !== null && !(choices as readonly string[]).includes(value))
      return `expected ${name} to be ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}, got ${excerpt(value)}`;
  }
  const limit = parseLimit(params);
  if (typeof limit === "string") return limit;
  const texts = ["sort", "status", "name", "target"].flatMap((name) => {
    const value = params.get(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    // The choices were checked.
    ...(Object.fromEntries(texts) as RunQuery),
    reverse: params.get("order") === "reverse",
    tag: params.getAll("tag"),
    limit,
  };
}
