/** Resolves what a client requests to a training: the client's own spec and rows, or a training that the server knows by name. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { ProtocolError, rowsFromJson, type TrainingRequest } from "@epochal/protocol";
import type { Clock } from "@epochal/stream";
import type { Limits } from "../../limits.ts";
import { countActivations, countParameters, trainingBytes } from "../count-parameters.ts";
import { createRefusal, shuttingDown, tooManyActivations, type Refusal } from "../refusal.ts";

/** A training that is ready to start. */
export interface ResolvedTraining {
  /** For people, such as the name of the table. */
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

/** A request for a training whose rows only the server has. */
export type NamedTrainingRequest = TrainingRequest & { readonly type: "table" | "builtIn" };

/**
 * Resolves to a training that the server knows by name, or to a refusal: `unknownData`, `badTraining` or `tooMuchData`. Calls run
 * one after another.
 * @param signal is aborted when nothing waits for the result any more.
 */
export type FindTraining = (request: NamedTrainingRequest, signal: AbortSignal) => Promise<ResolvedTraining | Refusal>;

export interface TrainingSizeLimits {
  /** The weights and biases of the network. */
  readonly parameters: number;
  /** The units of all layers times the rows of a batch. */
  readonly activations: number;
  /** The memory of the training, as estimated, in bytes. */
  readonly memoryBytes: number;
}

export interface TrainingResolver {
  /** Resolves to the training, or to the reason why there is none. Called again only after that. */
  resolve(request: TrainingRequest): Promise<ResolvedTraining | Refusal>;
  /** Gives up the current search, and refuses further ones. */
  close(): void;
}

export interface TrainingResolverContext {
  readonly findTraining: FindTraining | undefined;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "startParameters" | "startActivations" | "startMemoryBytes" | "trialStartMs">;
}

export function createTrainingResolver({ findTraining, clock, limits }: TrainingResolverContext): TrainingResolver {
  const { startParameters: parameters, startActivations: activations, startMemoryBytes: memoryBytes } = limits;
  const inTime = limits.trialStartMs / 1000;
  const tooSlow = createRefusal("badTraining", `the table was not read within ${inTime} s; use a smaller one`);
  let controller = new AbortController();
  let isClosed = false;

  /** Gives the search up when it has taken too long. */
  async function find(request: NamedTrainingRequest, findByName: FindTraining): Promise<ResolvedTraining | Refusal> {
    if (isClosed) return shuttingDown;
    controller = new AbortController();
    const { signal } = controller;
    const cancelTimeout = clock.schedule(() => controller.abort(tooSlow), limits.trialStartMs);
    try {
      return await Promise.race([findByName(request, signal), refusalOf(signal)]);
    } finally {
      cancelTimeout();
    }
  }

  async function named(request: NamedTrainingRequest): Promise<ResolvedTraining | Refusal> {
    if (findTraining) return find(request, findTraining);
    const got = request.type === "table" ? "the name of a table" : `"${request.name}"`;
    return createRefusal("unknownData", `this server has no trainings of its own: send a spec and rows, not ${got}`);
  }

  return {
    async resolve(request) {
      const training = request.type === "spec" ? ownTraining(request) : await named(request);
      if ("code" in training) return training;
      return validateSize(training, { parameters, activations, memoryBytes }) ?? training;
    },
    close() {
      isClosed = true;
      controller.abort(shuttingDown);
    },
  };
}

/** Why a training is larger than the limits allow; undefined if it is not. */
export function validateSize(
  { spec, data }: Pick<ResolvedTraining, "spec" | "data">,
  limits: TrainingSizeLimits,
): Refusal | undefined {
  // For an invalid spec the counts are NaN or 0 and pass: the trial start reports what is wrong with it.
  const parameters = countParameters(spec.network);
  if (parameters > limits.parameters) {
    const expected = `expected a network of at most ${limits.parameters} weights and biases`;
    return createRefusal("tooMuchData", `${expected}, got ${parameters}`);
  }
  const activations = countActivations(spec, data.train.rows);
  if (activations > limits.activations) return tooManyActivations(limits.activations, activations);
  const memory = trainingBytes(spec, data);
  if (memory > limits.memoryBytes) {
    const expected = `expected a training that needs about ${Math.floor(limits.memoryBytes / 1e6)} MB at most`;
    return createRefusal("tooMuchData", `${expected}, got one of ${Math.ceil(memory / 1e6)} MB`);
  }
  return undefined;
}

function ownTraining(request: TrainingRequest & { readonly type: "spec" }): ResolvedTraining | Refusal {
  try {
    return { name: "a training", spec: request.spec as unknown as TrainingSpec, data: rowsFromJson(request.data) };
  } catch (error) {
    if (error instanceof ProtocolError) return createRefusal("badTraining", error.message);
    throw error;
  }
}

/** Resolves when the signal is aborted; its reason says why. */
function refusalOf(signal: AbortSignal): Promise<Refusal> {
  return new Promise((resolve) => {
    const refuse = () => resolve(signal.reason as Refusal);
    if (signal.aborted) refuse();
    else signal.addEventListener("abort", refuse, { once: true });
  });
}
