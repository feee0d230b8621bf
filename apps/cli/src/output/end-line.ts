import type { FinishedEvent } from "@epochal/stream/events";

/** Why a run ended, and which network is the model if it is not the last. */
export async function endLine({ reason, epoch, modelEpoch }: FinishedEvent): Promise<string> {
  const { describeEnd } = await import("@epochal/view");
  const end = describeEnd({ reason, epoch });
  if (reason === "discarded") return end;
  const cause = reason === "early" ? ", since the loss no longer improved" : "";
  if (modelEpoch === epoch) return `${end}${cause}`;
  return `${end}${cause}; the model is the network ${modelEpoch === 0 ? "before training" : `of epoch ${modelEpoch}`}`;
}
