/** What a viewer has chosen to see. Nothing of it reaches the run. */
import type { Scale } from "../numbers/axis.ts";
import type { PanelId } from "./panel-id.ts";
import type { Extent } from "../numbers/extent.ts";

export interface ViewSettings {
  /** The axis of the losses; undefined leaves it to the values. */
  readonly lossScale: Scale | undefined;
  /** The axis of the epochs. */
  readonly epochScale: Scale;
  /** How much of each smoothed value is the one before it, from 0, which draws what was measured alone, to below 1. */
  readonly smoothing: number;
  readonly curves: "both" | "training" | "validation";
  /** The epochs that charts show; undefined is the whole run. */
  readonly zoom: Extent | undefined;
  /** Bounds of the losses that hold whatever their values; undefined follows them. */
  readonly lossBounds: Extent | undefined;
  /** The epoch that all panels show; undefined is now. */
  readonly cursor: number | undefined;
  /** Which of several targets is drawn, from 0. */
  readonly target: number;
  /** The input that the network is asked about. */
  readonly probe: Probe | undefined;
  readonly hidden: readonly PanelId[];
  /** The panel that Enter enlarges. */
  readonly focus: PanelId | undefined;
  /** The panel that has the whole window. */
  readonly full: PanelId | undefined;
  /** The page of the help that lies over everything, from 0. */
  readonly helpPage: number | undefined;
  /** The command that is being typed. */
  readonly prompt: string | undefined;
  /** What Enter takes as the rest of it, until something else is typed. */
  readonly suggestion: string | undefined;
  /** Whether the viewer is asked what becomes of the training: see `partingOf`. */
  readonly isExitPromptOpen: boolean;
  /** Whether the picture stands still, whatever happens. */
  readonly isFrozen: boolean;
}

/** An input that the network is asked about. */
export interface Probe {
  /** As it can be typed again. */
  readonly text: string;
  /** The numbers the network is given, unscaled. */
  readonly inputs: readonly number[];
}

export function initialViewSettings(): ViewSettings {
  return {
    lossScale: undefined,
    epochScale: "linear",
    smoothing: 0,
    curves: "both",
    zoom: undefined,
    lossBounds: undefined,
    cursor: undefined,
    target: 0,
    probe: undefined,
    hidden: [],
    focus: undefined,
    full: undefined,
    helpPage: undefined,
    prompt: undefined,
    suggestion: undefined,
    isExitPromptOpen: false,
    isFrozen: false,
  };
}
