/** Which parameters the model of a training gets: the best, the current, or the untrained ones. */
import { averageMembers } from "../network/network.ts";
import { createModel, type Model } from "../model/model.ts";
import { outputTransformOf } from "../spec/training-spec.ts";
import type { Columns } from "../data/columns.ts";
import type { PredictMember } from "./evaluator.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingSetup } from "./training-setup.ts";

/** Parameters, and the number of epochs completed when the network had them. */
export interface SelectedParameters {
  readonly epoch: number;
  readonly parameters: Float64Array;
}

/**
 * The best parameters if held-out rows chose them, or if the current ones are not usable; else the current ones. Always finite.
 * @param untrained the initial parameters: selected when not even one epoch succeeded.
 */
export function selectParameters(
  state: TrainerState,
  setup: TrainingSetup,
  untrained: Float64Array,
): SelectedParameters {
  const { epoch, end, best } = state;
  const isUsable = end?.reason !== "diverged" && isFiniteModel(setup);
  if (best.current && (setup.evaluator.isHeldOut || !isUsable)) return best.current;
  if (!isUsable) return { epoch: 0, parameters: untrained };
  return { epoch, parameters: new Float64Array(setup.backend.network.parameters) };
}

/** Whether the current parameters, and the loss on the training rows with them, are finite. */
export function isFiniteModel({ backend, objective, prepared }: TrainingSetup): boolean {
  const { network, predictMember } = backend;
  if (!network.parameters.every(Number.isFinite)) return false;
  const predicted = averageMembers(network.members.length, (member) => predictMember(member, "train"));
  return Number.isFinite(objective.loss(predicted, prepared.train));
}

/** The model with these parameters; held-out rows give it residuals for intervals. */
export function createSelectedModel(parameters: Float64Array, setup: TrainingSetup, columns?: Columns): Model {
  const { originalSpec, prepared, evaluator } = setup;
  return createModel(originalSpec.network, parameters, prepared.scalers, {
    link: outputTransformOf(originalSpec.loss),
    ...(columns && { columns }),
    ...(evaluator.isHeldOut && { residuals: evaluator.residuals(predictWithParameters(parameters, setup)) }),
  });
}

/** What each member would predict with parameters other than the current ones, which are restored after each call. */
function predictWithParameters(parameters: Float64Array, { backend }: TrainingSetup): PredictMember {
  const { network, predictMember } = backend;
  const current = network.parameters.slice();
  return (member, part) => {
    network.parameters.set(parameters);
    const predicted = predictMember(member, part).slice();
    network.parameters.set(current);
    return predicted;
  };
}
