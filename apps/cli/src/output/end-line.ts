import type { FinishedEvent } from "@epochal/stream/events";

/** Why a run ended, and which network is the model if it is not the last. */
export async function endLine({ reason, epoch, modelEpoch, model }: FinishedEvent): Promise<string> {
  const { describeEnd } = await import("@epochal/view");
  const end = describeEnd({ reason, epoch });
  if (reason === "discarded") return end;
  const cause = reason === "early" ? ", since the loss no longer improved" : "";
  if (modelEpoch === epoch) return `${end}${cause}`;
  return `${end}${cause}; ${modelEpoch === 0 ? describeUntrained(model) : `the model is the network of epoch ${modelEpoch}`}`;
}

/** Before its training, a network with a shortcut is a ridge regression, which may bend at the knots of its inputs. */
function describeUntrained({ members }: FinishedEvent["model"]): string {
  return members.every(({ shortcut }) => shortcut)
    ? "no epoch improved on the regression that it starts from, so that is the model"
    : "the untrained network is kept";
}
