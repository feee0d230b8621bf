/** Checks before a training that its model and its state will fit into their files, and not after hours of it. */
import { optimizers, parameterCount } from "@epochal/core";
import { constants } from "node:buffer";
import { InputError } from "../errors.ts";
import type { Training } from "./training.ts";

/** Characters of a weight in a model: up to 22 of its digits, and a comma. */
const CHARACTERS_OF_WEIGHT = 23;
/** In a state, vectors are base64. */
const CHARACTERS_OF_DOUBLE = (8 * 4) / 3;
/** Vectors of a state that are as long as the parameters, besides those of the optimizer: these, the best, and those of the epoch's start. */
const VECTORS = 3;

/**
 * An invalid training is left to the run, which says what is wrong with it.
 * @throws InputError when the text of a file would be longer than Node's longest string.
 */
export function checkFileSizes(
  { spec }: Pick<Training, "spec">,
  { save, checkpoint }: { readonly save?: string | undefined; readonly checkpoint?: string | undefined },
): void {
  const counts = countVectors(spec);
  if (!counts) return;
  const { weights, vectors } = counts;
  if (save !== undefined) checkFile("--save", weights, CHARACTERS_OF_WEIGHT);
  if (checkpoint !== undefined) checkFile("--checkpoint", weights, vectors * CHARACTERS_OF_DOUBLE);
}

function checkFile(option: string, weights: number, characters: number): void {
  const mostMillions = Math.floor(constants.MAX_STRING_LENGTH / characters / 1e5) / 10;
  if (weights <= 1e6 * mostMillions) return;
  throw new InputError(
    `${option}: a file holds a network of at most ${mostMillions} million weights, this one has ${Math.ceil(weights / 1e6)} million: use fewer units (--hidden) or networks (--ensemble), or leave out ${option}`,
  );
}

/** Weights of a network, and vectors of a state that are as long; undefined for an invalid spec. */
function countVectors({ network, optimizer }: Training["spec"]): { weights: number; vectors: number } | undefined {
  try {
    return { weights: parameterCount(network), vectors: VECTORS + optimizers[optimizer.type].slots };
  } catch {
    return undefined;
  }
}
