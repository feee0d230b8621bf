import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";

/** Where a training stands as it is about to do an update, counted from where it began, or began again after diverging. */
export interface SchedulePosition {
  /** Updates done. */
  readonly step: number;
  /** Updates that all epochs would take: of the spec, or those that were left. */
  readonly steps: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Epochs of the spec. */
  readonly epochs: number;
}

/** How the learning rate changes while a training goes on: a factor on the optimizer's, so that both can be set apart. */
export interface Schedule<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** How many numbers it remembers; all are 0 at the start. Default 0. */
  readonly slots?: number;
  /** What the learning rate of the next update is multiplied by. */
  factor(position: SchedulePosition, settings: Readonly<OwnSettings>, state: Vector): number;
  /** Takes note of an epoch's watched loss, for schedules that react to it. */
  observe?(state: Vector, loss: number, settings: Readonly<OwnSettings>): void;
}
