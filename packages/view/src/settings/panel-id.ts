/** Panels by name. A renderer has a drawing for each. */
export type PanelId =
  | "header"
  | "progress"
  | "loss"
  | "fit"
  | "metrics"
  | "network"
  | "neurons"
  | "residuals"
  | "score"
  | "gradient"
  | "events"
  | "runs"
  | "footer"
  | "tiny";

/** The panels that a viewer can show, hide and enlarge, in the order of their numbers, from 1. */
export const numberedPanels: readonly PanelId[] = [
  "loss",
  "fit",
  "metrics",
  "residuals",
  "network",
  "neurons",
  "events",
  "score",
  "gradient",
];
