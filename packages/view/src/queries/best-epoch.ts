/** The best epoch so far, and how long ago it was. */
import type { RunState } from "../run-state/run-state.ts";

/** The epoch of the lowest validation loss, else the one before the lowest training loss (measured before updates). */
export function bestEpoch({ best }: RunState): number | undefined {
  return best.validationLoss?.epoch ?? (best.loss && best.loss.epoch - 1);
}

/** `at` if the state is an earlier one than its best. */
export type SinceBest =
  | { readonly kind: "now" }
  | { readonly kind: "at"; readonly epoch: number | undefined }
  | { readonly kind: "ago"; readonly epochs: number };

/** When the monitored loss was lowest, seen from the state's epoch; undefined before the first. */
export function sinceBest(state: RunState): SinceBest | undefined {
  const { latest, best, epoch } = state;
  const lowest = latest?.validationLoss === undefined ? best.loss : best.validationLoss;
  if (!latest || !lowest) return undefined;
  if (lowest.epoch === epoch || bestEpoch(state) === epoch) return { kind: "now" };
  return lowest.epoch > epoch ? { kind: "at", epoch: bestEpoch(state) } : { kind: "ago", epochs: epoch - lowest.epoch };
}
