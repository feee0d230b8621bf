/** What a client wishes to be trained becomes a training: its own rows, or what the server has under a name. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { ProtocolError, rowsFromJson, type TrainingRequest } from "@epochal/protocol";
import { countActivations, countParameters } from "./count-parameters.ts";
import { createRefusal, tooManyActivations, tooLarge, type Refusal } from "./refusal.ts";

/** A training, ready to begin. */
export interface ResolvedTraining {
  /** For people, such as the file it learns from. */
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

/** A wish for a training that only the server has the rows of. */
export type NamedTrainingRequest = TrainingRequest & { readonly type: "table" | "builtIn" };

/**
 * The training that the server has under a name, or why it has none: `unknownData`, `badTraining` or `tooMuchData`, with a reason
 * that says what was expected and what came.
 */
export type FindTraining = (wish: NamedTrainingRequest) => Promise<ResolvedTraining | Refusal>;

/** How large a training may be. */
export interface TrainingSizeLimits {
  /** Weights and biases of its network. */
  readonly parameters: number;
  /** Numbers that its units hold at once. */
  readonly activations: number;
}

export async function resolveTraining(
  wish: TrainingRequest,
  find: FindTraining | undefined,
  most: TrainingSizeLimits,
): Promise<ResolvedTraining | Refusal> {
  const training = wish.type === "spec" ? ownTraining(wish) : await namedTraining(wish, find);
  if ("code" in training) return training;
  const { spec, data } = training;
  // Of a network that is none there are no numbers; what is wrong with it is for the training to say.
  const parameters = countParameters(spec.network);
  if (parameters > most.parameters)
    return tooLarge(`a network of at most ${most.parameters} weights and biases`, parameters);
  const activations = countActivations(spec, data.train.rows);
  if (activations > most.activations) return tooManyActivations(most.activations, activations);
  return training;
}

function ownTraining(wish: TrainingRequest & { readonly type: "spec" }): ResolvedTraining | Refusal {
  try {
    return { name: "a training", spec: wish.spec as unknown as TrainingSpec, data: rowsFromJson(wish.data) };
  } catch (error) {
    if (error instanceof ProtocolError) return createRefusal("badTraining", error.message);
    throw error;
  }
}

async function namedTraining(
  wish: NamedTrainingRequest,
  find: FindTraining | undefined,
): Promise<ResolvedTraining | Refusal> {
  if (find) return find(wish);
  const got = wish.type === "table" ? "the name of a table" : `"${wish.name}"`;
  return createRefusal(
    "unknownData",
    `expected a spec and rows, since this server has no trainings of its own, got ${got}`,
  );
}
