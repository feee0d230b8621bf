/** How long a run that ends early goes on without getting better. */
import { stoppingRules } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";

export interface Patience {
  /** Epochs that the run goes on without a lower loss. */
  readonly epochs: number;
  /** How many of them are left. */
  readonly left: number;
}

/** Whether a rule may end the run before its last epoch. */
export function canStopEarly({ started }: RunState): boolean {
  return (started?.spec.stopping ?? []).length > 0;
}

/** Undefined where no rule of the run is a patience, and before the first epoch. A run that has begun again waits anew. */
export function currentPatience({ started, lowestLoss, latest, restartEpoch, epoch }: RunState): Patience | undefined {
  const rule = started?.spec.stopping?.find(({ type }) => type === "patience");
  if (rule?.type !== "patience" || !latest) return undefined;
  const { epochs = stoppingRules.patience.defaults.epochs } = rule;
  return { epochs, left: Math.max(0, epochs - (epoch - (lowestLoss?.epoch ?? restartEpoch))) };
}
