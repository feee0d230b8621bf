import type { Settings, WithSettings } from "../spec/registry.ts";

/** What a stop rule sees at the end of an epoch. Rules keep nothing of their own, so a restored training stops where it would have. */
export interface Progress {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates so far. */
  readonly step: number;
  /** The loss that is watched: on the validation rows where there are any, else on the training rows. */
  readonly loss: number;
  /** The epoch with the lowest watched loss since the training began, or began again after diverging. */
  readonly bestEpoch: number;
}

/** Ends a training before its last epoch. Settings are plain numbers by name. */
export interface StoppingRule<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Whether the training ends now. */
  isReached(progress: Progress, settings: Readonly<OwnSettings>): boolean;
}
