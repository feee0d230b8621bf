import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";

/** The position of a training before an update, counted from its start, or from its restart after divergence. */
export interface SchedulePosition {
  /** Updates completed. */
  readonly step: number;
  /** Updates in all epochs of the spec, or in those that remained at the restart. */
  readonly steps: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Epochs of the spec. */
  readonly epochs: number;
}

/** A factor on the optimizer's learning rate that changes during a training. */
export interface Schedule<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Size of its state; all zeros at the start. Default 0. */
  readonly slots?: number;
  /** The factor on the learning rate of the next update. */
  factor(position: SchedulePosition, settings: Readonly<OwnSettings>, state: Vector): number;
  /** Records the monitored loss of an epoch, for schedules that react to it. */
  observe?(state: Vector, loss: number, settings: Readonly<OwnSettings>): void;
}
