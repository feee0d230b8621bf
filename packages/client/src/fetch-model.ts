/** Downloads the model of a run over plain HTTP. */
import type { FinishedEvent } from "@epochal/stream/events";
import type { Connection } from "./connection.ts";

/** A downloaded model, and where in its run it comes from. */
export interface RemoteModel {
  /** As JSON that `parseModel` of core reads; not checked here. */
  readonly model: FinishedEvent["model"];
  /** Epochs completed when the network had these weights. */
  readonly epoch: number;
  /** Whether the run has finished, and keeps this model. */
  readonly isFinal: boolean;
}

/** Rejects with one line if the server cannot be reached, refuses, or has no model of the run. */
export async function fetchModel({ address, request, explainError }: Connection, run: string): Promise<RemoteModel> {
  const url = new URL(address.url);
  url.protocol = url.protocol.replace(/^ws/, "http");
  url.pathname += `/runs/${encodeURIComponent(run)}/model`;
  const { headers } = address;
  const response = await request(url, { headers }).catch(async () => {
    const { text } = await explainError(false, new AbortController().signal);
    throw new Error(text);
  });
  if (response.status !== 200) throw await refusal(response, address.name);
  const epoch = Number(response.headers.get("epochal-model-epoch"));
  const isFinal = response.headers.get("epochal-model-final") === "true";
  return { model: (await response.json()) as RemoteModel["model"], epoch, isFinal };
}

/** An error with the server's reason and, if it has one, its `code`. */
async function refusal(response: Response, name: string): Promise<Error> {
  const { error, code } = (await response.json().catch(() => ({}))) as { error?: unknown; code?: unknown };
  const reason = typeof error === "string" ? `: ${error}` : "";
  if (typeof code === "string") return Object.assign(new Error(reason.slice(2)), { code });
  return new Error(
    `connect: expected an epochal server at ${name} that has models of runs, got ${response.status}${reason}`,
  );
}
