/** Replies with the model of a run: `GET /v1/runs/RUN/model`. */
import { excerpt } from "@epochal/protocol";
import type { RunRecord } from "@epochal/log";
import type { Hub } from "../../hub.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";

const MODEL = /^\/v1\/runs\/([^/]+)\/model$/;

/** The model as JSON, or why there is none; undefined for other paths. */
export function modelReply(pathname: string, hub: Pick<Hub, "find" | "model">): Promise<HttpReply> | undefined {
  const [, run] = MODEL.exec(pathname) ?? [];
  return run === undefined ? undefined : readReply(run, hub);
}

async function readReply(run: string, hub: Pick<Hub, "find" | "model">): Promise<HttpReply> {
  const id = decode(run);
  if (id === undefined) return errorReply(400, `expected the id of a run, got ${excerpt(run)}`);
  const record = hub.find(id);
  if (!record) {
    const reason = id === "latest" ? "there is no run yet" : `expected the id of a run or "latest", got ${excerpt(id)}`;
    return refusal(404, "unknownRun", reason);
  }
  const found = await hub.model(record.id);
  if (!found) return refusal(409, "noModel", whyNoModel(record));
  return {
    status: 200,
    body: found.model,
    headers: {
      "cache-control": "no-store",
      "epochal-model-epoch": String(found.epoch),
      "epochal-model-final": String(found.isFinal),
    },
  };
}

function whyNoModel({ status, reason }: RunRecord): string {
  if (status === "running" || status === "queued")
    return `the run has no model yet: it is ${status}, without a snapshot: try again later`;
  return `the run has no model: it is ${reason ?? status}, without a snapshot`;
}

function refusal(status: number, code: string, reason: string): HttpReply {
  return { status, body: { error: `model: ${reason}`, code } };
}

/** Undefined for an invalid percent-encoding. */
function decode(run: string): string | undefined {
  try {
    return decodeURIComponent(run);
  } catch {
    return undefined;
  }
}
