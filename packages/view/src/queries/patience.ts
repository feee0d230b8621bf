/** How long a run with a patience rule continues without a lower loss. */
import { stoppingRules } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";

export interface Patience {
  /** Epochs without a lower loss after which the run ends. */
  readonly epochs: number;
  /** Those that are left. */
  readonly left: number;
}

/** Whether a rule may end the run before its last epoch. */
export function canStopEarly({ started }: RunState): boolean {
  return (started?.spec.stopping ?? []).length > 0;
}

/** Undefined before the first epoch and without a patience rule. A restart begins a new wait. */
export function currentPatience({ started, lowestLoss, latest, restartEpoch, epoch }: RunState): Patience | undefined {
  const rule = started?.spec.stopping?.find(({ type }) => type === "patience");
  if (rule?.type !== "patience" || !latest) return undefined;
  const { epochs = stoppingRules.patience.defaults.epochs } = rule;
  return { epochs, left: Math.max(0, epochs - (epoch - (lowestLoss?.epoch ?? restartEpoch))) };
}
