/** Downloads the model of a run over plain HTTP. */
import type { FinishedEvent } from "@epochal/stream/events";
import type { Connection } from "../connection.ts";
import { fetchReply, readJson, refusal } from "./fetch-reply.ts";

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
export async function fetchModel(connection: Connection, run: string): Promise<RemoteModel> {
  const response = await fetchReply(connection, `/runs/${encodeURIComponent(run)}/model`);
  if (response.status !== 200) throw await refusal(response, connection.address.name, "models of runs");
  const epoch = Number(response.headers.get("epochal-model-epoch"));
  const isFinal = response.headers.get("epochal-model-final") === "true";
  const model = (await readJson(response, connection.address.name, "a model")) as RemoteModel["model"];
  return { model, epoch, isFinal };
}
