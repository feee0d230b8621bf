/** The best epoch so far. */
import type { RunState } from "../run-state/run-state.ts";

/** The epoch with the lowest validation loss; without validation rows that before the lowest training loss, which is measured before an epoch's updates. */
export function bestEpoch({ best }: RunState): number | undefined {
  return best.validationLoss?.epoch ?? (best.loss && best.loss.epoch - 1);
}
