/** What a viewer has chosen to see. It does not affect the run. */
import type { Scale } from "../numbers/axis.ts";
import type { Extent } from "../numbers/extent.ts";

export interface ViewSettings {
  /** The axis of the losses; undefined: as suits the values. */
  readonly lossScale: Scale | undefined;
  readonly epochScale: Scale;
  /** The share of the previous value in each smoothed one, from 0 (not smoothed) to below 1. */
  readonly smoothing: number;
  readonly curves: "both" | "training" | "validation";
  /** The epochs that charts show; undefined: the whole run. */
  readonly zoom: Extent | undefined;
  /** Fixed bounds of the losses; undefined: as the values require. */
  readonly lossBounds: Extent | undefined;
  /** The epoch that panels show; undefined: the newest. */
  readonly cursor: number | undefined;
  /** Which of several targets is drawn, from 0. */
  readonly target: number;
  /** The input whose prediction is shown. */
  readonly probe: Probe | undefined;
  readonly hidden: readonly PanelId[];
  /** The panel that Enter enlarges. */
  readonly focus: PanelId | undefined;
  /** The panel that fills the window. */
  readonly full: PanelId | undefined;
  /** The chosen unit of the network, counted through all layers from 0. */
  readonly unit: number;
  /** The page of the help, which covers the panels, from 0; undefined: closed. */
  readonly helpPage: number | undefined;
  /** The command that is being typed; undefined: the prompt is closed. */
  readonly prompt: string | undefined;
  /** What Enter adds to it, until another character is typed. */
  readonly suggestion: string | undefined;
  /** Whether the viewer is asked what to do with the training: see `currentExitPrompt`. */
  readonly isExitPromptOpen: boolean;
  /** Whether the view stays as it is while the run continues. */
  readonly isFrozen: boolean;
}

/** An input whose prediction is asked for. */
export interface Probe {
  /** As it can be typed. */
  readonly text: string;
  /** Unscaled. */
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
    unit: 0,
    helpPage: undefined,
    prompt: undefined,
    suggestion: undefined,
    isExitPromptOpen: false,
    isFrozen: false,
  };
}

/** Panels by name. A renderer has a drawing for each. */
export type PanelId = (typeof numbered)[number] | "header" | "progress" | "runs" | "footer" | "tiny";

const numbered = ["loss", "fit", "metrics", "network", "neurons", "residuals", "events", "score", "gradient"] as const;

/**
 * The panels that a viewer can show, hide and enlarge, in the order of their numbers, from 1. At most nine: a key is one
 * digit.
 */
export const numberedPanels: readonly PanelId[] = numbered;
