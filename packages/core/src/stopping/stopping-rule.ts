import type { Settings, WithSettings } from "../spec/registry.ts";

/** The input of a stopping rule at the end of an epoch. Rules have no state, so a restored training stops at the same epoch. */
export interface Progress {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates so far. */
  readonly step: number;
  /** The monitored loss: on the validation rows if there are any, else on the training rows. */
  readonly loss: number;
  /** The epoch with the lowest monitored loss since the training started, or restarted after divergence. */
  readonly bestEpoch: number;
}

/** Ends a training before its last epoch. Settings are plain numbers by name. */
export interface StoppingRule<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Whether the training ends now. */
  isReached(progress: Progress, settings: Readonly<OwnSettings>): boolean;
}
