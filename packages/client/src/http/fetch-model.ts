/** Downloads the model of a run over plain HTTP. */
import type { FinishedEvent } from "@epochal/stream/events";
import type { Connection } from "../connection.ts";
import { fetchJson, type RequestOptions } from "./fetch-json.ts";

/** A downloaded model, and where in its run it comes from. */
export interface RemoteModel {
  /** As JSON that `parseModel` of core reads; not checked here. */
  readonly model: FinishedEvent["model"];
  /** Epochs completed when the network had these weights. */
  readonly epoch: number;
  /** Whether the run has finished, and keeps this model. */
  readonly isFinal: boolean;
}

/** Rejects as `fetchJson` does, also if the run has no model. */
export async function fetchModel(
  connection: Connection,
  run: string,
  options: RequestOptions = {},
): Promise<RemoteModel> {
  const path = `/runs/${encodeURIComponent(run)}/model`;
  const { value, headers } = await fetchJson(connection, {
    ...options,
    path,
    what: "a model",
    has: "models of runs",
  });
  return {
    model: value as RemoteModel["model"],
    epoch: Number(headers.get("epochal-model-epoch")),
    isFinal: headers.get("epochal-model-final") === "true",
  };
}
