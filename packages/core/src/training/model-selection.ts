/** Which parameters the model of a training gets: the best, the current, or the untrained ones. */
import { buildModel, type Model, type ModelOptions } from "../model/model.ts";
import { outputTransformOf } from "../spec/training-spec.ts";
import type { PredictMember } from "./evaluator.ts";
import type { BestParameters } from "./snapshot.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingSetup } from "./training-setup.ts";

/**
 * The best parameters if held-out rows chose them, or if the current ones are not usable; else the current ones. Always finite.
 * With them, the number of epochs completed when the network had them.
 * @param untrained the initial parameters: selected when not even one epoch succeeded.
 */
export function selectParameters(
  setup: TrainingSetup,
  state: TrainerState,
  untrained: Float64Array,
): Pick<BestParameters, "epoch" | "parameters"> {
  const { epoch, end, best } = state;
  if (best && setup.evaluator.isHeldOut) return best;
  if (end?.reason !== "diverged" && isFiniteModel(setup))
    return { epoch, parameters: new Float64Array(setup.backend.network.parameters) };
  return best ?? { epoch: 0, parameters: untrained };
}

/** Whether the current parameters, and the loss on the training rows with them, are finite. */
export function isFiniteModel({ backend, evaluator }: TrainingSetup): boolean {
  const { network, predictMember } = backend;
  return network.parameters.every(Number.isFinite) && Number.isFinite(evaluator.trainLoss(predictMember));
}

/** The model with these parameters; held-out rows give it residuals for intervals. */
export function createSelectedModel(
  setup: TrainingSetup,
  parameters: Float64Array,
  options: Pick<ModelOptions, "columns" | "encodeRow">,
): Model {
  const { spec, prepared, evaluator } = setup;
  return buildModel(spec.network, parameters, prepared.scalers, {
    kernels: setup.options.modelKernels,
    link: outputTransformOf(spec.loss),
    ...options,
    ...(evaluator.isHeldOut && evaluator.residuals(predictWithParameters(setup, parameters))),
  });
}

/** What each member would predict with parameters other than the current ones, which are restored after each call. */
function predictWithParameters({ backend }: TrainingSetup, parameters: Float64Array): PredictMember {
  const { network, predictMember } = backend;
  const current = network.parameters.slice();
  return (member, part) => {
    network.parameters.set(parameters);
    const predicted = predictMember(member, part).slice();
    network.parameters.set(current);
    return predicted;
  };
}
