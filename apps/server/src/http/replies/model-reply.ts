/** Replies with the model of a run: `GET /v1/runs/RUN/model`. */
import { excerpt } from "@epochal/protocol";
import type { RunRecord } from "@epochal/log";
import type { Hub } from "../../hub.ts";
import { errorReply, type HttpReply } from "../http-reply.ts";
import { encodeInTurns } from "./encode-in-turns.ts";

const JSON_TYPE = "application/json";
const MODEL = /^\/v1\/runs\/([^/]+)\/model$/;
/** Models that are remembered as long as a reply with them is not read. */
const MAX_KNOWN = 16;

/** An encoded model, which all replies with it share. */
interface EncodedModel {
  readonly content: WeakRef<Buffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Returns a function that replies with the model as JSON, or why there is none; undefined for other paths. Its second parameter says
 * whether the client has left, when the turn of its request comes.
 */
export function createModelReplier(
  hub: Pick<Hub, "find" | "model">,
): (pathname: string, hasLeft: () => boolean) => Promise<HttpReply> | undefined {
  /** By log and head, the oldest first. */
  const known = new Map<string, EncodedModel>();
  /** Resolves when no model is being encoded. */
  let encoding: Promise<unknown> = Promise.resolve();

  async function replyWith(id: string): Promise<HttpReply> {
    const record = hub.find(id);
    if (!record) {
      const reason =
        id === "latest" ? "there is no run yet" : `expected the id of a run or "latest", got ${excerpt(id)}`;
      return refusal(404, "unknownRun", reason);
    }
    const key = `${record.log}:${record.head}`;
    const shared = known.get(key);
    const content = shared?.content.deref();
    if (shared && content) return { status: 200, text: { type: JSON_TYPE, content }, headers: shared.headers };
    const found = await hub.model(record.id);
    if (!found) return refusal(409, "noModel", whyNoModel(record));
    const encoded = await encodeInTurns(found.model);
    const headers = {
      "cache-control": "no-store",
      "epochal-model-epoch": String(found.epoch),
      "epochal-model-final": String(found.isFinal),
    };
    known.delete(key);
    known.set(key, { content: new WeakRef(encoded), headers });
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN) known.delete(oldest!);
    return { status: 200, text: { type: JSON_TYPE, content: encoded }, headers };
  }

  return (pathname, hasLeft) => {
    const [, run] = MODEL.exec(pathname) ?? [];
    if (run === undefined) return undefined;
    const id = decode(run);
    if (id === undefined) return Promise.resolve(errorReply(400, `expected the id of a run, got ${excerpt(run)}`));
    // No client gets that one.
    const reply = encoding.then(() => (hasLeft() ? errorReply(408, "the client has left") : replyWith(id)));
    encoding = reply.catch(() => {});
    return reply;
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
