/** Predicts large bodies in a worker: one takes seconds, and the server must stay responsive. */
import { parseModel, type ModelJson } from "@epochal/core";
import { createSimdKernels } from "@epochal/simd";
import type { ThreadData } from "@epochal/stream/thread";
import { workerData } from "node:worker_threads";
import { predictReply } from "./predict-reply.ts";

export interface PredictThreadData {
  readonly model: ModelJson;
}

/** The parameters of `predictReply`; each message is replied to with its result. */
export interface PredictTask {
  readonly text: string;
  readonly coverage: number | undefined;
}

const { model: json, port } = workerData as ThreadData<PredictThreadData>;
const model = parseModel(json, { kernels: createSimdKernels() });

port.on("message", ({ text, coverage }: PredictTask) => {
  const reply = predictReply(model, text, coverage);
  port.postMessage(reply, "json" in reply ? [reply.json.buffer] : []);
});
