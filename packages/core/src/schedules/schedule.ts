import type { Settings } from "../choice.ts";

/** Where a training stands as it is about to do an update. */
export interface Position {
  /** Updates done. */
  readonly step: number;
  /** Updates that all epochs of the spec would take. */
  readonly steps: number;
  /** Epochs completed. */
  readonly epoch: number;
  readonly epochs: number;
}

/** How the learning rate changes while a training goes on: a factor on the optimizer's, so that both can be set apart. */
export interface Schedule<OwnSettings extends Settings = Settings> {
  /** Every setting with its default. */
  readonly defaults: Readonly<OwnSettings>;
  /** How many numbers it remembers; all are 0 at the start. Default 0. */
  readonly slots?: number;
  /** What the learning rate of the next update is multiplied by. */
  factor(position: Position, settings: Readonly<OwnSettings>, memory: Float64Array): number;
  /** Takes note of an epoch's watched loss, for schedules that react to it. */
  observe?(memory: Float64Array, loss: number, settings: Readonly<OwnSettings>): void;
}
